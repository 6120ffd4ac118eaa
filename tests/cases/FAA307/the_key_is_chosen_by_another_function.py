import asyncio

import jwt
from fastapi import Depends, FastAPI, Header

app = FastAPI()
keys = {"one": "k1", "two": "k2"}


async def issue(name: str) -> tuple[str, int]:
    return jwt.encode({"sub": name, "exp": 60}, "k1"), 60


async def verified(token: str, key: str) -> dict:
    options = {"algorithms": ["HS256"]}
    return await asyncio.to_thread(jwt.decode, token, key, **options)


async def of_provider(token: str, issuer: str) -> dict:
    return await verified(token, keys[issuer])


async def current_user(authorization: str = Header()) -> str:
    claims = jwt.decode(authorization, options={"verify_signature": False})
    return (await of_provider(authorization, claims["iss"]))["sub"]


@app.get("/me")
async def read_me(user: str = Depends(current_user)) -> str:
    return user


@app.post("/login")
async def login(name: str) -> str:
    token, _ = await issue(name)
    return jwt.decode(token, options={"verify_signature": False})["sub"]


@app.get("/who")
async def who(authorization: str = Header()) -> str:
    return jwt.decode(authorization, options={"verify_signature": False})["sub"]  # FAA307
