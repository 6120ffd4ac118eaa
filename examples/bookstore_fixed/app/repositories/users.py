"""Accounts."""

from collections.abc import Sequence

from sqlalchemy import select

from app.models import User
from app.repositories.base import Repository


class UserRepository(Repository):
    """Queries over accounts."""

    async def get(self, user_id: int) -> User | None:
        """The account with this id."""
        return await self.session.get(User, user_id)

    async def get_by_email(self, email: str) -> User | None:
        """The account with this address."""
        return await self.session.scalar(select(User).where(User.email == email))

    async def page(self, limit: int, offset: int) -> Sequence[User]:
        """Some accounts, oldest first."""
        query = select(User).order_by(User.id).limit(limit).offset(offset)
        return (await self.session.scalars(query)).all()

    async def add(self, user: User) -> None:
        """Store a new account."""
        self.session.add(user)
        await self.commit("This address is registered already")

    async def save(self) -> None:
        """Store what was changed."""
        await self.commit("The account was not changed")

    async def delete(self, user: User) -> None:
        """Remove an account that has no orders or reviews."""
        await self.session.delete(user)
        await self.commit("The account has orders, reviews or wishes")
