"""Accounts, for administrators."""

from fastapi import APIRouter, Depends, status

from app.dependencies import PagingDep, UserServiceDep, require_admin
from app.schemas.users import UserRead, UserUpdate

router = APIRouter(prefix="/users", tags=["users"], dependencies=[Depends(require_admin)])


@router.get("")
async def list_users(users: UserServiceDep, paging: PagingDep) -> list[UserRead]:
    """Accounts, oldest first."""
    rows = await users.page(paging.limit, paging.offset)
    return [UserRead.model_validate(user) for user in rows]


@router.get("/{user_id}")
async def read_user(user_id: int, users: UserServiceDep) -> UserRead:
    """One account."""
    return UserRead.model_validate(await users.get(user_id))


@router.patch("/{user_id}")
async def update_user(user_id: int, payload: UserUpdate, users: UserServiceDep) -> UserRead:
    """Change a name, or who is an administrator."""
    return UserRead.model_validate(await users.update(user_id, payload))


@router.delete("/{user_id}", status_code=status.HTTP_204_NO_CONTENT)
async def delete_user(user_id: int, users: UserServiceDep) -> None:
    """Close an account that never ordered."""
    await users.delete(user_id)
