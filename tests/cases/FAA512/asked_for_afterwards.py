import logging

from fastapi import FastAPI, Request
from sqlalchemy.orm import Session

app = FastAPI()


def token_of(user: int, session: Session) -> str | None:
    """The token, renewed where it has run out."""
    session.commit()
    return str(user)


def rename(user: int, session: Session) -> bool:
    session.commit()
    return bool(user)


@app.post("/calls/{user}")
def call(user: int, request: Request) -> dict[str, str]:
    """Call somebody else, with a token where there is one."""
    token = None
    try:
        token = token_of(user, request.state.session)
    except Exception:
        logging.exception("no token")
    headers = {}
    if token:
        headers["Authorization"] = token
    return headers


@app.post("/users/{user}")
def change(user: int, request: Request) -> str:
    """Rename the user."""
    try:
        done = rename(user, request.state.session)
        logging.info("renamed: %s", done)
    except Exception:  # FAA512
        logging.exception("not renamed")
    return "thank you"


@app.get("/users/{user}")
def show(user: int, request: Request) -> str:
    """Show the user, as fresh as can be had."""
    try:
        rename(user, request.state.session)
    except Exception:
        logging.exception("not refreshed")
    return str(user)
