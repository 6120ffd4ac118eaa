from db import Base
from sqlalchemy.ext.asyncio import create_async_engine

engine = create_async_engine("sqlite+aiosqlite:///shop.db")


class Tables:
    async def prepare(self) -> None:
        async with engine.begin() as connection:
            await connection.run_sync(Base.metadata.create_all)  # FAA246
