import secrets

from fastapi import FastAPI
from pydantic import BaseModel
from sqlmodel import Field, SQLModel

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


class KeyTable(SQLModel, table=True):
    user_id: int | None = Field(default=None, primary_key=True)
    api_key: str


class Key(BaseModel):
    user_id: int
    api_key: str


class Webhook(BaseModel):
    url: str
    hook_api_key: str


class Reset(BaseModel):
    new_password: str


@app.get("/me/api-key")
def read_own_key() -> Key: ...


@app.get("/keys/{user_id}")
def get_api_key(user_id: int) -> Key: ...


@app.get("/accounts")
def list_accounts() -> list[Key]: ...  # FAA306


@app.get("/webhook")
def read_webhook() -> Webhook: ...


@app.post("/accounts/{user_id}/reset")
def reset(user_id: int) -> Reset: ...
