import jwt
from fastapi import FastAPI, Header, HTTPException

app = FastAPI()
issued = {"ada": {"key": True}}


def check(claims: dict[str, str]) -> None:
    if not issued.get(claims["sub"], {}).get(claims["name"]):
        raise ValueError("expired")


def show(claims: dict[str, str]) -> str:
    return claims["sub"]


@app.get("/me")
def read_me(token: str = Header()) -> str:
    claims = jwt.decode(token, "key", algorithms=["HS256"], options={"verify_exp": False})
    try:
        check(claims)
    except ValueError:
        raise HTTPException(401)
    return claims["sub"]


@app.get("/you")
def read_you(token: str = Header()) -> str:
    claims = jwt.decode(token, "key", algorithms=["HS256"], options={"verify_exp": False})  # FAA307
    return show(claims)


@app.get("/all")
def read_all(token: str = Header()) -> str:
    claims = jwt.decode(token, "key", options={"verify_signature": False})  # FAA307
    check(claims)
    return claims["sub"]
