import hashlib
import secrets

from fastapi import FastAPI
from passlib.context import CryptContext

app = FastAPI()
context = CryptContext(schemes=["bcrypt", "md5_crypt"], deprecated="auto")


@app.post("/tokens")
def make_token(name: str, password_reset_token: str, body: str) -> list[str]:
    token = secrets.token_urlsafe()
    return [
        hashlib.sha256(token.encode()).hexdigest(),
        hashlib.sha256(password_reset_token.encode()).hexdigest(),
        hashlib.md5(body.encode(), usedforsecurity=False).hexdigest(),
    ]


def derive(password: str) -> bytes:
    return hashlib.pbkdf2_hmac("sha256", password.encode(), b"salt", 600_000)


def cache_key(client_secret: str, password: str) -> tuple[str, str]:
    return (
        hashlib.sha256(client_secret.encode()).hexdigest(),
        hashlib.sha256(password.encode()).hexdigest(),
    )
