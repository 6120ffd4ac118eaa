from fastapi import Depends, FastAPI
from fastapi.security import OAuth2PasswordBearer
from pydantic import BaseModel

app = FastAPI()


class User(BaseModel):
    name: str
    password: str


@app.post("/users")
def register(user: User) -> None: ...


@app.post("/token/refresh")
def refresh(token: str = Depends(OAuth2PasswordBearer("token"))) -> None: ...


@app.get("/login")
def show_login() -> str:
    return "who are you?"
