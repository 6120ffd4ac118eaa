from typing import Annotated

from fastapi import Depends, FastAPI, HTTPException, Security
from fastapi.security import HTTPBearer
from pydantic import BaseModel

app = FastAPI()
bearer = HTTPBearer()
passwords = {"anna": "secret"}


class NewPassword(BaseModel):
    name: str
    password: str


@app.post("/users/reset-password", dependencies=[Security(bearer)])
def reset_password(new: NewPassword) -> None:
    if new.name not in passwords:
        raise HTTPException(404)
    passwords[new.name] = new.password


@app.post("/login")
def login(credentials: NewPassword) -> None:  # FAA321
    if passwords.get(credentials.name) != credentials.password:
        raise HTTPException(401)


@app.get("/me")
def me(token: Annotated[object, Depends(bearer)]) -> str:
    return str(token)
