"""Accounts, for administrators."""

from collections.abc import Sequence

from app.domain import NotFound
from app.models import User
from app.repositories.users import UserRepository
from app.schemas.users import UserUpdate


class UserService:
    """What administrators do with accounts."""

    def __init__(self, users: UserRepository) -> None:
        self.users = users

    async def page(self, limit: int, offset: int) -> Sequence[User]:
        """Some accounts."""
        return await self.users.page(limit, offset)

    async def get(self, user_id: int) -> User:
        """One account; raises `NotFound`."""
        user = await self.users.get(user_id)
        if user is None:
            raise NotFound("User not found")
        return user

    async def update(self, user_id: int, payload: UserUpdate) -> User:
        """The account after the change."""
        user = await self.get(user_id)
        if payload.full_name is not None:
            user.full_name = payload.full_name
        if payload.is_admin is not None:
            user.is_admin = payload.is_admin
        await self.users.save()
        return user

    async def delete(self, user_id: int) -> None:
        """Remove an account; raises `Conflict` when orders refer to it."""
        await self.users.delete(await self.get(user_id))
