import os

import jwt
from fastapi import Depends, FastAPI, HTTPException, Request
from fastapi.security import HTTPBearer

app = FastAPI()


class Bearer(HTTPBearer):
    async def __call__(self, request: Request) -> str:
        credentials = await super().__call__(request)
        if not self._is_valid(credentials.credentials):
            raise HTTPException(401)
        request.state.token = credentials.credentials
        request.state.header = request.headers.get("X-Token")
        return credentials.credentials

    def _is_valid(self, token: str) -> bool:
        return bool(jwt.decode(token, os.environ["KEY"], algorithms=["HS256"]))


def role_of(token: str) -> str:
    return jwt.decode(token, options={"verify_signature": False})["role"]


def role_of_header(request: Request) -> str:
    token = request.headers["X-Token"]
    return jwt.decode(token, options={"verify_signature": False})["role"]  # FAA307


@app.delete("/books/{key}", dependencies=[Depends(Bearer())])
def delete_book(key: int, request: Request) -> None:
    if role_of(request.state.token) != "admin":
        raise HTTPException(403)


@app.delete("/shelves/{key}")
def delete_shelf(key: int, request: Request) -> None:
    if role_of_header(request) != "admin":
        raise HTTPException(403)
