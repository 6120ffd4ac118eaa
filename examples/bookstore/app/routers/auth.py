"""Registration and login."""

from typing import Annotated

from fastapi import APIRouter, Depends, HTTPException, status
from fastapi.security import OAuth2PasswordRequestForm

from app.db import AsyncDb, DbSession
from app.models import User
from app.repositories.users import AsyncUserRepository, UserRepository
from app.schemas.users import Token, UserCreate, UserRead
from app.security import CurrentUser, create_access_token, hash_password, verify_password

router = APIRouter(prefix="/auth", tags=["auth"])


def get_async_users(session: AsyncDb) -> AsyncUserRepository:
    return AsyncUserRepository(session)


def get_users(db: DbSession) -> UserRepository:
    return UserRepository(db)


@router.post("/register", status_code=status.HTTP_201_CREATED)
async def register(
    payload: UserCreate, users: Annotated[AsyncUserRepository, Depends(get_async_users)]
) -> UserRead:
    if await users.exists(payload.email):
        raise HTTPException(status.HTTP_409_CONFLICT, "This address is registered already")
    user = User(
        email=payload.email,
        full_name=payload.full_name,
        hashed_password=hash_password(payload.password),
    )
    return UserRead.model_validate(await users.add(user))


@router.post("/token")
def login(
    form: Annotated[OAuth2PasswordRequestForm, Depends()],
    users: Annotated[UserRepository, Depends(get_users)],
) -> Token:
    user = users.get_by_email(form.username)
    if not verify_password(form.password, user.hashed_password):
        raise HTTPException(status.HTTP_401_UNAUTHORIZED, "Wrong address or password")
    return Token(access_token=create_access_token(user))


@router.get("/me", response_model=UserRead)
def read_me(user: CurrentUser) -> object:
    return user
