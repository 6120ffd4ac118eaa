"""Registration and login."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request, status
from fastapi.security import OAuth2PasswordRequestForm

from app.dependencies import AuthServiceDep, CurrentUser
from app.limits import limiter
from app.schemas.users import Token, UserCreate, UserRead

router = APIRouter(prefix="/auth", tags=["auth"])


@router.post("/register", status_code=status.HTTP_201_CREATED)
@limiter.limit("10/minute")
async def register(request: Request, payload: UserCreate, auth: AuthServiceDep) -> UserRead:
    """Open an account."""
    return UserRead.model_validate(await auth.register(payload))


@router.post("/token")
@limiter.limit("10/minute")
async def login(
    request: Request,
    form: Annotated[OAuth2PasswordRequestForm, Depends()],
    auth: AuthServiceDep,
) -> Token:
    """Trade an address and a password for a token."""
    return Token(access_token=await auth.login(form.username, form.password))


@router.get("/me")
async def read_me(user: CurrentUser) -> UserRead:
    """The account that the token belongs to."""
    return UserRead.model_validate(user)
