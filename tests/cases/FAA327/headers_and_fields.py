import logging
from typing import Annotated

from fastapi import Depends, FastAPI, Header, Request
from fastapi.security import OAuth2PasswordBearer, OAuth2PasswordRequestForm
from loguru import logger as other
from pydantic import BaseModel

app = FastAPI()
logger = logging.getLogger(__name__)
scheme = OAuth2PasswordBearer(tokenUrl="token")


class Login(BaseModel):
    name: str
    password: str


def report(what: str) -> None:
    logger.info(what)  # FAA327


@app.post("/a")
async def a(login: Login, request: Request, authorization: Annotated[str, Header()]) -> None:
    print(f"login of {login.name} with {login.password}")  # FAA327
    print(login.model_dump())  # FAA327
    other.debug("header {}", authorization)  # FAA327
    report("token " + request.headers["Authorization"])


@app.post("/token")
def token(form: Annotated[OAuth2PasswordRequestForm, Depends()]) -> None:
    logger.info("%s %s", form.username, form.password)  # FAA327


@app.get("/me")
def me(token: Annotated[str, Depends(scheme)]) -> None:
    logger.info("token %s", token)  # FAA327
