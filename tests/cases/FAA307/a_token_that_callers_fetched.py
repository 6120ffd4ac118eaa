import httpx
import jwt
from fastapi import Cookie, FastAPI, Request

app = FastAPI()


class Sso:
    id_token: str
    access_token: str


sso = Sso()


def claims_of(id_token: str) -> dict:
    return jwt.decode(id_token, options={"verify_signature": False})


def groups_of(token: str | None) -> list[str]:
    if token is None:
        return []
    return jwt.decode(token, options={"verify_signature": False})["groups"]


def email_of(token: str) -> str:
    return jwt.decode(token, options={"verify_signature": False})["email"]  # FAA307


@app.get("/callback")
async def callback(code: str) -> dict:
    async with httpx.AsyncClient() as client:
        answer = await client.post("https://issuer.example/token", data={"code": code})
    tokens = answer.json()
    access_token = tokens.get("access_token") if tokens else sso.access_token
    return {"claims": claims_of(tokens["id_token"]), "groups": groups_of(access_token)}


@app.get("/again")
def again() -> list[str]:
    return groups_of(sso.access_token)


@app.get("/me")
async def read_me(token: str = Cookie()) -> str:
    return email_of(token)


@app.get("/us")
async def read_us(request: Request) -> str:
    token = request.cookies.get("token")
    return jwt.decode(token, options={"verify_signature": False})["email"]  # FAA307
