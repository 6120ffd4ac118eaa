import base64
import hashlib

import bcrypt
from fastapi import FastAPI

app = FastAPI()
passwords: dict[str, bytes] = {}


@app.post("/users")
def register(name: str, password: str) -> None:
    short = base64.b64encode(hashlib.sha256(password.encode()).digest())
    passwords[name] = bcrypt.hashpw(short, bcrypt.gensalt())
