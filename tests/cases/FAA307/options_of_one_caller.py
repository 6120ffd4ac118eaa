from typing import Any

import jwt
from fastapi import FastAPI, Header

app = FastAPI()
KEY = open("key").read()


def decode(token: str, options: dict[str, Any] | None = None) -> dict[str, Any]:
    return jwt.decode(token, KEY, algorithms=["HS256"], options=options)


@app.get("/me")
def me(authorization: str = Header()) -> str:
    return decode(authorization)["sub"]


@app.post("/logout")
def logout(authorization: str = Header()) -> str:
    return decode(authorization, options={"verify_exp": False})["session"]
