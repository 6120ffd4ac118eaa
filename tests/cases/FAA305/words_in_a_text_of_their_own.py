from secrets import compare_digest
from typing import Annotated

from fastapi import Depends, FastAPI, HTTPException
from fastapi.security import HTTPBasic, HTTPBasicCredentials
from pydantic_settings import BaseSettings

app = FastAPI()


class Settings(BaseSettings):
    username: str = "admin"
    password: str = "admin"  # FAA305


settings = Settings()
username = settings.username
password = settings.password


@app.get("/reports")
def reports(given: Annotated[HTTPBasicCredentials, Depends(HTTPBasic())]) -> str:
    """Show the reports to whoever knows the words."""
    expected_name = f"{username}".encode()
    expected_word = f"{password}".encode()
    if not (
        compare_digest(given.username.encode(), expected_name)
        and compare_digest(given.password.encode(), expected_word)
    ):
        raise HTTPException(401)
    return "all is well"
