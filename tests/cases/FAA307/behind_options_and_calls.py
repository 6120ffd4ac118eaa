import jwt
from fastapi import Depends, FastAPI, Header
from jose import jwt as jose

app = FastAPI()
OPTIONS = {"verify_signature": False, "verify_aud": False}
KEY = "k"


def claims_of(token: str) -> dict:
    return jwt.decode(token, KEY, algorithms=["HS256"], options=OPTIONS)  # FAA307


def current_user(authorization: str = Header()) -> str:
    return claims_of(authorization)["sub"]


@app.get("/me")
def read_me(user: str = Depends(current_user)) -> str:
    return user


@app.get("/other")
def read_other(token: str) -> str:
    return jose.get_unverified_claims(token)["sub"]  # FAA307


@app.get("/old")
def read_old(token: str) -> str:
    options = dict(verify_exp=False)
    return jwt.decode(token, KEY, algorithms=["HS256"], options=options)["sub"]  # FAA307


@app.post("/refresh")
def refresh(token: str) -> str:
    options = {"verify_exp": False}
    return jwt.decode(token, KEY, algorithms=["HS256"], options=options)["sub"]
