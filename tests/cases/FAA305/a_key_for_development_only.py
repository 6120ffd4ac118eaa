import os

import jwt
from fastapi import FastAPI

debug = os.getenv("DEBUG") == "1"
key = "for-my-laptop" if debug else os.environ["KEY"]
app = FastAPI()


@app.get("/tokens")
def issue(name: str) -> str:
    return jwt.encode({"sub": name, "exp": 1}, key, algorithm="HS256")
