import hmac
import os

import jwt
from cryptography.fernet import Fernet
from fastapi import Depends, FastAPI, Header, HTTPException
from itsdangerous import URLSafeTimedSerializer
from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings
from secrets import compare_digest
from starlette.middleware.sessions import SessionMiddleware

COOKIE_KEY = os.getenv("COOKIE_KEY", "baker-street")  # FAA305
SHARED = "221b-" + "holmes"  # FAA305
config = {
    "reset": "speckled-band",  # FAA305
}


class Settings(BaseSettings):
    signing_key: SecretStr = Field(
        description="signs tokens",
        default=SecretStr("red-headed-league"),  # FAA305
    )
    api_key: str = "blue-carbuncle"  # FAA305

    @property
    def key(self) -> str:
        return self.signing_key.get_secret_value()


settings = Settings()


class Tokens:
    def __init__(self, key: str) -> None:
        self.key = key

    def issue(self, name: str) -> str:
        return jwt.encode({"sub": name, "exp": 1}, self.key, algorithm="HS256")


tokens = Tokens("naval-treaty")  # FAA305
app = FastAPI()
app.add_middleware(SessionMiddleware, secret_key=COOKIE_KEY)
serializer = URLSafeTimedSerializer(config["reset"])


def seal(text: str) -> bytes:
    return Fernet("c3BlY2tsZWQ=").encrypt(text.encode())  # FAA305


def sign(body: bytes) -> str:
    return hmac.new(SHARED.encode(), body, "sha256").hexdigest()


def authenticate(x_key: str = Header()) -> None:
    if not compare_digest(x_key, settings.api_key):
        raise HTTPException(401)


@app.post("/tokens", dependencies=[Depends(authenticate)])
def issue(name: str) -> str:
    if name == "old":
        return jwt.encode({"sub": name, "exp": 1}, settings.key, algorithm="HS256")
    return tokens.issue(name)
