from fastapi import FastAPI
from pydantic import BaseModel
from sqlmodel import Field, SQLModel

app = FastAPI()


class UserTable(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    password_hash: str | None = None


class Base(BaseModel):
    name: str


class Create(Base):
    password: str


class Group(BaseModel):
    members: list[Create]


class Optional(BaseModel):
    password_hash: str | None = None


class Webhook(BaseModel):
    url: str
    webhook_secret: str


@app.get("/me")
def read_me() -> Create: ...  # FAA306


@app.get("/groups")
def list_groups() -> list[Group]: ...  # FAA306


@app.get("/rows")
def list_rows() -> list[UserTable]: ...  # FAA306


@app.get("/optional")
def read_optional() -> Optional: ...  # FAA306


@app.get("/hooks")
def list_hooks() -> list[Webhook]: ...  # FAA306


@app.post("/users")
def add_user(user: Create) -> Create:  # FAA306
    return user
