from fastapi import APIRouter, FastAPI, HTTPException
from pydantic import BaseModel

app = FastAPI()
router = APIRouter(prefix="/auth")


class Credentials(BaseModel):
    name: str
    password: str


def refuse(password: str) -> None:
    if password != "open sesame":
        raise HTTPException(401)


@router.post("/sign-in")
def enter(credentials: Credentials) -> None:  # FAA321
    refuse(credentials.password)


@router.post("/reset-password")
def reset(email: str, code: str, new_password: str) -> None:  # FAA321
    refuse(code)


@router.post("/password-reset")
def reset_by_mail(token: str, new_password: str) -> None:
    refuse(token)


@router.post("/login")
def show(credentials: Credentials) -> str:
    return credentials.name


app.include_router(router)
