from typing import Any

import httpx
import jwt
from fastapi import FastAPI, Header
from pydantic import BaseModel

app = FastAPI()


class Exchange(BaseModel):
    token: str


def client_of(name: str) -> Any: ...


@app.post("/exchange/{name}")
async def exchange(name: str, sent: Exchange) -> str:
    data = {"access_token": sent.token}
    known = await client_of(name).userinfo(token=data)
    if not known:
        return ""
    return jwt.decode(sent.token, options={"verify_signature": False})["roles"]


@app.post("/asked")
async def asked(sent: Exchange) -> str:
    async with httpx.AsyncClient() as client:
        answer = await client.get("https://issuer.example/me", headers={"Authorization": sent.token})
        answer.raise_for_status()
    return jwt.decode(sent.token, options={"verify_signature": False})["roles"]


@app.post("/other")
async def other(sent: Exchange) -> str:
    async with httpx.AsyncClient() as client:
        await client.get("https://issuer.example/status")
    return jwt.decode(sent.token, options={"verify_signature": False})["roles"]  # FAA307


def unverified_claims(token: str | None) -> dict[str, Any]:
    return jwt.decode(token, options={"verify_signature": False})


@app.get("/issuer")
def issuer(authorization: str = Header()) -> str:
    return unverified_claims(authorization)["iss"]
