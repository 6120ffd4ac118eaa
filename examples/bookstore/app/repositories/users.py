from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Session

from app.models import User


class UserRepository:
    def __init__(self, db: Session) -> None:
        self.db = db

    def get(self, user_id: int) -> User | None:
        return self.db.get(User, user_id)

    def get_by_email(self, email: str) -> User | None:
        return self.db.scalars(select(User).where(User.email == email)).first()

    def page(self, limit: int, offset: int) -> Sequence[User]:
        return self.db.scalars(select(User).order_by(User.id).limit(limit).offset(offset)).all()

    def save(self, user: User) -> User:
        self.db.add(user)
        self.db.commit()
        return user

    def delete(self, user: User) -> None:
        self.db.delete(user)
        self.db.commit()


class AsyncUserRepository:
    def __init__(self, session: AsyncSession) -> None:
        self.session = session

    async def exists(self, email: str) -> bool:
        found = await self.session.scalar(select(User.id).where(User.email == email))
        return found is not None

    async def add(self, user: User) -> User:
        self.session.add(user)
        await self.session.commit()
        return user
