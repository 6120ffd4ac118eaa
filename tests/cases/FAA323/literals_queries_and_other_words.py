import os
import secrets
from typing import Annotated

from fastapi import FastAPI, Header, HTTPException
from pydantic import BaseModel
from sqlalchemy import create_engine, select
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column

app = FastAPI()
engine = create_engine("sqlite://")
TOKEN = os.environ["TOKEN"]
REGION = os.environ["REGION"]
WRITTEN_TOKEN = "in-the-source"


class Base(DeclarativeBase):
    pass


class Invitation(Base):
    __tablename__ = "invitations"
    id: Mapped[int] = mapped_column(primary_key=True)
    token: Mapped[str]


class Change(BaseModel):
    password: str
    repeated_password: str


@app.get("/a")
def a(x_token: Annotated[str, Header()], region: str, token_type: str) -> None:
    if x_token != "fake-super-secret-token":
        raise HTTPException(400)
    if x_token == WRITTEN_TOKEN:
        raise HTTPException(400)
    if region != REGION or token_type == "bearer":
        raise HTTPException(400)
    if not secrets.compare_digest(x_token, TOKEN):
        raise HTTPException(401)


@app.get("/b")
def b(token: str) -> None:
    with Session(engine) as session:
        session.scalars(select(Invitation).where(Invitation.token == token)).first()


@app.post("/c")
def c(change: Change) -> None:
    if change.password != change.repeated_password:
        raise HTTPException(400)


class Connection(BaseModel):
    api_key: str


current = Connection(api_key="")


@app.put("/d")
def d(connection: Connection) -> None:
    if connection.api_key != current.api_key:
        current.api_key = connection.api_key


class Login:
    token: str


logins: list[Login] = []


@app.delete("/e")
def e(token: Annotated[str, Header()]) -> int:
    return len([login for login in logins if login.token is not None and login.token != token])
