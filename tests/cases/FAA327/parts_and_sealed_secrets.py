import logging
from typing import Annotated

from fastapi import FastAPI, Header
from pydantic import BaseModel, Field, SecretStr

app = FastAPI()
logger = logging.getLogger(__name__)


class Login(BaseModel):
    name: str
    password: SecretStr


class Quiet(BaseModel):
    name: str
    password: str = Field(repr=False)


class Page(BaseModel):
    tokens: int
    next_page_token: str


def masked(secret: str) -> str:
    return "*" * len(secret)


@app.post("/a")
def a(login: Login, quiet: Quiet, page: Page, authorization: Annotated[str, Header()]) -> None:
    logger.info("login %s", login)
    logger.info(f"login {login.password} of {login.name}")
    logger.info("login %s", quiet)
    logger.info("page %s %s", page, page.next_page_token)
    logger.debug("authorization %s", authorization[:6])
    logger.debug("authorization %s", masked(authorization))
    print("given" if authorization else "missing", len(authorization))
    logger.warning("token is missing")
