from typing import Annotated

from fastapi import Depends, FastAPI, HTTPException, Request
from pydantic import BaseModel

app = FastAPI()


class User(BaseModel):
    id: int
    is_admin: bool


def current_user(request: Request) -> User:
    return User(id=1, is_admin="admin" in request.headers)


CurrentUser = Annotated[User, Depends(current_user)]


def load(user_id: int | None) -> list[int]:
    return [user_id or 0]


@app.get("/payments")
def list_payments(user: CurrentUser) -> list[int]:
    """All are served, and some see more."""
    if user.is_admin:
        of = None
    else:
        of = user.id
    try:
        return load(of)
    except Exception as error:
        raise HTTPException(500, detail=str(error)) from error  # FAA320


@app.get("/wallets")
def list_wallets(user: CurrentUser) -> dict[str, object]:
    try:
        return {"wallets": load(user.id), "may_write": user.is_admin}
    except Exception as error:
        raise HTTPException(500, detail=str(error)) from error  # FAA320


@app.get("/backups")
def list_backups(user: CurrentUser) -> list[int]:
    if not user.is_admin:
        raise HTTPException(403)
    try:
        return load(None)
    except Exception as error:
        raise HTTPException(500, detail=str(error)) from error


@app.get("/logs")
def list_logs(user: CurrentUser) -> list[int]:
    allowed = user.is_admin
    if user.id > 1 and not allowed:
        raise HTTPException(403)
    try:
        return load(None)
    except Exception as error:
        raise HTTPException(500, detail=str(error)) from error


def check_admin(user: User) -> None:
    if user.id:
        raise HTTPException(403)


@app.get("/locks")
def list_locks(user: CurrentUser) -> list[int]:
    check_admin(user)
    try:
        return load(None)
    except Exception as error:
        raise HTTPException(500, detail=str(error)) from error
