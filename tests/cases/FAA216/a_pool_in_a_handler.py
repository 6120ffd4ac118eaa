import redis.asyncio as redis
from fastapi import Depends, FastAPI
from sqlalchemy import create_engine, text
from sqlalchemy.orm import Session

app = FastAPI()


def cache() -> "redis.Redis":
    return redis.Redis(host="localhost")  # FAA216


@app.get("/stock")
def read_stock(cached: "redis.Redis" = Depends(cache)) -> int:
    engine = create_engine("sqlite:///shop.db")  # FAA216
    with Session(engine) as session:
        return session.execute(text("SELECT 1")).scalar_one()
