from fastapi import Depends
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, create_async_engine

make_session = async_sessionmaker(create_async_engine("sqlite+aiosqlite://"))


async def get_session():
    async with make_session() as session:
        yield session


class Repository:
    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def one(self, key):
        return await self._session.scalar(text("SELECT 1"), {"key": key})

    async def many(self, keys):
        return await self._session.scalars(text("SELECT 1"), {"keys": keys})


def get_repository(session: AsyncSession = Depends(get_session)) -> Repository:
    return Repository(session)
