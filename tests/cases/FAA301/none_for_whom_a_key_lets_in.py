import secrets

from fastapi import Depends, FastAPI, HTTPException
from fastapi.security import APIKeyHeader, HTTPBearer

app = FastAPI()
KEY = open("key").read()
bearer = HTTPBearer(auto_error=False)
api_key = APIKeyHeader(name="X-Key", auto_error=False)


def user_of(credentials) -> str:
    if credentials != KEY:
        raise HTTPException(401)
    return "ada"


def known(credentials=Depends(bearer), key: str | None = Depends(api_key)) -> str | None:
    """None for the administrator, who is no user."""
    if credentials is not None:
        return user_of(credentials)
    if key is not None:
        if secrets.compare_digest(key, KEY):
            return None
        return user_of(key)
    raise HTTPException(401)


def required(user: str | None = Depends(known)) -> str:
    if user is None:
        raise HTTPException(401)
    return user


def anybody(credentials=Depends(bearer)) -> str | None:
    if credentials is None:
        return None
    if credentials == KEY:
        return "ada"
    raise HTTPException(401)


@app.put("/books/{number}")
def exchange(number: int, user: str = Depends(required)): ...


@app.delete("/books/{number}")
def remove(number: int, user: str | None = Depends(known)): ...


@app.patch("/books/{number}")
def change(number: int, user: str | None = Depends(anybody)): ...  # FAA301
