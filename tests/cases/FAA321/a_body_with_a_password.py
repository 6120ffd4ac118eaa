from fastapi import APIRouter, FastAPI
from pydantic import BaseModel

app = FastAPI()
router = APIRouter(prefix="/auth")


class Credentials(BaseModel):
    name: str
    password: str


@router.post("/sign-in")
def enter(credentials: Credentials) -> None: ...  # FAA321


@router.post("/reset-password")
def reset(token: str, new_password: str) -> None: ...  # FAA321


app.include_router(router)
