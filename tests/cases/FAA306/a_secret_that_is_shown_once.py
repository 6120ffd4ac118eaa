import secrets

from fastapi import FastAPI
from pydantic import BaseModel

app = FastAPI()


class Client(BaseModel):
    client_id: str
    client_secret: str


class Token(BaseModel):
    access_token: str
    refresh_token: str


@app.post("/clients")
def add_client() -> Client:
    return Client(client_id="1", client_secret=secrets.token_hex())


@app.post("/token")
def issue() -> Token: ...


class Suggestion(BaseModel):
    password: str


@app.get("/suggestion")
def generate_password() -> Suggestion:
    return Suggestion(password=secrets.token_urlsafe())
