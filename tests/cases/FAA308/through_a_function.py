import jwt
from fastapi import FastAPI
from jose import jwt as jose

app = FastAPI()


def sign(data: dict) -> str:
    to_encode = data.copy()
    to_encode.update({"iss": "books"})
    return jwt.encode(to_encode, "k", algorithm="HS256")  # FAA308


@app.post("/token")
def login(name: str) -> str:
    return sign({"sub": name})


@app.post("/link")
def link(name: str) -> str:
    return jose.encode({"sub": name, "iat": 1}, "k", algorithm="HS256")  # FAA308
