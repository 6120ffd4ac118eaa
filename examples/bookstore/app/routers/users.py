"""Accounts, for administrators."""

from typing import Annotated

from fastapi import APIRouter, Depends, HTTPException, Query, status

from app.models import User
from app.repositories.users import UserRepository
from app.routers.auth import get_users
from app.schemas.users import UserRead, UserUpdate
from app.security import require_admin

router = APIRouter(prefix="/users", tags=["users"], dependencies=[Depends(require_admin)])

Users = Annotated[UserRepository, Depends(get_users)]


def find_user(user_id: int, users: Users) -> User:
    user = users.get(user_id)
    if user is None:
        raise HTTPException(status.HTTP_404_NOT_FOUND, "User not found")
    return user


FoundUser = Annotated[User, Depends(find_user)]


@router.get("", response_model=list[UserRead])
def list_users(
    users: Users,
    limit: Annotated[int, Query(ge=1, le=100)] = 20,
    offset: Annotated[int, Query(ge=0)] = 0,
) -> object:
    return users.page(limit, offset)


@router.get("/{user_id}", response_model=UserRead)
def read_user(user: FoundUser) -> object:
    return user


@router.patch("/{user_id}", response_model=UserRead)
def update_user(user: FoundUser, payload: UserUpdate, users: Users) -> object:
    if payload.full_name is not None:
        user.full_name = payload.full_name
    if payload.is_admin is not None:
        user.is_admin = payload.is_admin
    return users.save(user)


@router.delete("/{user_id}", status_code=status.HTTP_204_NO_CONTENT)
def delete_user(user: FoundUser, users: Users) -> None:
    users.delete(user)
