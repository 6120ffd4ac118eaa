import jwt
from fastapi import FastAPI

app = FastAPI()


def show(token: str) -> None:
    print(jwt.decode(token, options={"verify_signature": False}))


@app.get("/")
def index() -> str:
    return "hello"
