from fastapi import Depends, FastAPI
from sqlalchemy.orm import Session

app = FastAPI()


def who() -> dict:
    return {"email": "a@example.org", "db": None}


class Providers:
    def all(self, db: Session, owner: str) -> list[str]:
        return []


providers = Providers()


@app.get("/providers")
def read_providers(user: dict = Depends(who)) -> list[str]:
    db = user["db"]  # FAA510
    return providers.all(db=db, owner=user["email"])


@app.get("/providers/mine")
def read_mine(user: dict = Depends(who)) -> list[str]:
    return providers.all(user["db"], user["email"])  # FAA510


@app.get("/name")
def read_name(user: dict = Depends(who)) -> str:
    return user["email"]


@app.post("/body")
def read_body(options: dict) -> list[str]:
    return providers.all(options["db"], "")
