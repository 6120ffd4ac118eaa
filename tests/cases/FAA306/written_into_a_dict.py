import os
from typing import Annotated

from fastapi import Depends, FastAPI, HTTPException, Request
from fastapi.responses import JSONResponse
from fastapi.security import HTTPBearer
from pydantic_settings import BaseSettings
from sqlmodel import Field, Session, SQLModel, create_engine, select

app = FastAPI()
engine = create_engine("sqlite:///shop.db")
User = Annotated[str, Depends(HTTPBearer())]
DRIVE_API_KEY = os.getenv("DRIVE_API_KEY", "")


class Settings(BaseSettings):
    openai_api_key: str = ""
    maps_api_key: str = ""


settings = Settings()


class Member(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    name: str
    password_hash: str


def decoded(token: str) -> str:
    return token.removeprefix("token-of-")


@app.get("/config")
def read_config(request: Request):  # FAA306
    user = None
    if "token" in request.cookies:
        user = decoded(request.cookies["token"])
        if not user:
            raise HTTPException(401)
    return {
        "version": 1,
        "drive": {"api_key": DRIVE_API_KEY},
        **({"openai_api_key": settings.openai_api_key} if user else {}),
    }


@app.get("/config/branch")
def read_branch(request: Request):
    user = None
    if "token" in request.cookies:
        user = decoded(request.cookies["token"])
    return {"version": 1, **({"api_key": DRIVE_API_KEY} if user else {})}


@app.get("/settings")
def read_settings():  # FAA306
    answer = {"model": "large", "openai_api_key": settings.openai_api_key}
    return JSONResponse(answer)


@app.get("/members")
def list_members(user: User):  # FAA306
    with Session(engine) as session:
        members = session.exec(select(Member)).all()
        return [{"name": m.name, "password_hash": m.password_hash} for m in members]


@app.get("/map")
def read_map():
    return {"maps_api_key": settings.maps_api_key}


@app.get("/flags")
def read_flags():
    return {"has_api_key": bool(settings.openai_api_key), "api_key": "***"}


@app.get("/masked")
def read_masked():
    return {"api_key": settings.openai_api_key[:4]}


@app.get("/guarded")
def read_guarded(user: User):
    return {"drive_api_key": DRIVE_API_KEY}


@app.get("/checked")
def read_checked(request: Request):
    if request.headers.get("Authorization") != settings.openai_api_key:
        raise HTTPException(401)
    return {"drive_api_key": DRIVE_API_KEY}


@app.get("/echo")
def echo(api_key: str):
    return {"api_key": api_key}
