import os
import secrets

import jwt
from fastapi import FastAPI
from itsdangerous import URLSafeSerializer
from pydantic_settings import BaseSettings

MADE = secrets.token_hex(32)
READ = os.environ["KEY"]
OPTIONAL = os.getenv("OTHER_KEY", "") or secrets.token_hex(32)


class Settings(BaseSettings):
    key: str
    token_url: str = "/token"
    secret_name: str = "signing"


settings = Settings()
app = FastAPI()
signer = URLSafeSerializer(MADE, salt="signup")


@app.get("/tokens")
def issue(name: str) -> list[str]:
    claims = {"sub": name, "exp": 1}
    return [jwt.encode(claims, key, algorithm="HS256") for key in (READ, OPTIONAL, settings.key)]
