from fastapi import Depends
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, create_async_engine

make_session = async_sessionmaker(create_async_engine("sqlite+aiosqlite://"))


async def get_session():
    async with make_session() as session:
        yield session


class Notes:
    def __init__(self, session: AsyncSession) -> None:
        self.session = session

    async def grants(self, key):
        return await self.session.scalars(text("SELECT 1"), {"key": key})

    async def grants_of_all(self, keys):
        return await self.session.scalars(text("SELECT 1"), {"keys": keys})

    async def show(self, key, grants=None):
        return {"grants": grants if grants is not None else await self.grants(key)}


def get_notes(session: AsyncSession = Depends(get_session)) -> Notes:
    return Notes(session)
