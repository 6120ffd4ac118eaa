from datetime import datetime, timedelta, timezone

import jwt
from fastapi import FastAPI

app = FastAPI()


def sign(data: dict, minutes: int = 15) -> str:
    to_encode = data.copy()
    to_encode.update({"exp": datetime.now(timezone.utc) + timedelta(minutes=minutes)})
    return jwt.encode(to_encode, "k", algorithm="HS256")


def sign_by_item(name: str) -> str:
    claims = {"sub": name}
    claims["exp"] = datetime.now(timezone.utc)
    return jwt.encode(claims, "k", algorithm="HS256")


def sign_given(claims: dict) -> str:
    return jwt.encode(claims, "k", algorithm="HS256")


def sign_with_more(name: str, more: dict) -> str:
    return jwt.encode({"sub": name, **more}, "k", algorithm="HS256")


def complete(claims: dict) -> None:
    claims["exp"] = 1


def sign_completed(name: str) -> str:
    claims = {"sub": name}
    complete(claims)
    return jwt.encode(claims, "k", algorithm="HS256")


@app.post("/token")
def login(name: str, claims: dict) -> list[str]:
    return [sign({"sub": name}), sign_given(claims), sign_given({"sub": name})]
