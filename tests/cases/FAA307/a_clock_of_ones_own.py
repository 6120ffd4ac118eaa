import time

import jwt
from fastapi import FastAPI, Header, HTTPException

app = FastAPI()


@app.get("/me")
def read_me(token: str = Header()) -> str:
    claims = jwt.decode(
        token, "key", algorithms=["HS256"], options={"verify_exp": False, "require": ["exp"]}
    )
    if claims["exp"] < time.time():
        raise HTTPException(401)
    return claims["sub"]


@app.get("/you")
def read_you(token: str = Header()) -> str:
    claims = jwt.decode(token, "key", algorithms=["HS256"], options={"verify_exp": False})  # FAA307
    return claims["sub"]
