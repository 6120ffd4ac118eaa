import os
from typing import Annotated

from fastapi import FastAPI, Header, HTTPException, Request

app = FastAPI()
api_key = os.environ["API_KEY"]


def checked(request: Request, token: str) -> str:
    noted = getattr(request.state, "checked", None)
    if noted is not None:
        noted_token, user = noted
        if noted_token == token:
            return user
    request.state.checked = (token, "ada")
    return "ada"


@app.get("/")
def index(request: Request, token: Annotated[str, Header()]) -> str:
    return checked(request, token)


@app.get("/other")
def other(token: Annotated[str, Header()]) -> str:
    if token == api_key:  # FAA323
        return "ada"
    raise HTTPException(403)
