from fastapi import FastAPI
from sqlmodel import Field, SQLModel

app = FastAPI()


class User(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    name: str
    password: str


@app.get("/a/{user_id}", response_model_exclude={"password"})
def a(user_id: int) -> User:
    return User(id=user_id, name="Emma", password="...")


@app.get("/b/{user_id}", response_model=User, response_model_include={"name"})
def b(user_id: int):
    return User(id=user_id, name="Emma", password="...")
