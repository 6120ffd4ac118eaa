import os

import jwt
from fastapi import FastAPI

app = FastAPI()
private, public = os.environ["PRIVATE"], os.environ["PUBLIC"]


def check_keys() -> None:
    token = jwt.encode({"some": "payload"}, private, algorithm="RS256")
    try:
        jwt.decode(token, public, algorithms=["RS256"])
    except jwt.PyJWTError as error:
        raise RuntimeError("these keys are no pair") from error


@app.post("/tokens")
def issue(name: str) -> str:
    token = jwt.encode({"sub": name}, private, algorithm="RS256")  # FAA308
    jwt.decode(token, public, algorithms=["RS256"])
    return token
