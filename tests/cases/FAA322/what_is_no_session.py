import os

from fastapi import FastAPI, Response
from pydantic_settings import BaseSettings


class Settings(BaseSettings):
    secure: bool = False


settings = Settings()
app = FastAPI()
options = {"httponly": True, "secure": True}


class Jar:
    def set_cookie(self, key: str, value: str) -> None: ...


@app.post("/login")
def login(response: Response, token: str) -> None:
    response.set_cookie("theme", "dark")
    response.set_cookie("csrf_token", token)
    response.set_cookie("session", "")
    response.set_cookie("session", token, **options)
    response.set_cookie("session", token, httponly=True, secure=settings.secure)
    response.set_cookie("session", token, httponly=True, secure=os.getenv("HTTPS") == "1")
    response.set_cookie("session", token, httponly=False, secure=True)
    if os.getenv("ENVIRONMENT") == "dev":
        response.set_cookie("session", token)
    Jar().set_cookie("session", token)
