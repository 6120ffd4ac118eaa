import functools

from fastapi import FastAPI
from sqlalchemy import create_engine, text
from sqlalchemy.orm import sessionmaker

app = FastAPI()
make_session = sessionmaker(create_engine("sqlite://"))


@functools.lru_cache
def country(code: str) -> str:
    with make_session() as session:
        return session.execute(text("SELECT name FROM country"), {"code": code}).scalar_one()


@app.get("/")
def index(codes: str):
    return [country(code) for code in codes.split(",")]
