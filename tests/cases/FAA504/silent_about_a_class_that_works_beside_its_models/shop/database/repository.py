from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession, create_async_engine

engine = create_async_engine("sqlite+aiosqlite://")


async def insert(title: str) -> None:
    async with AsyncSession(engine) as session:
        await session.execute(text("INSERT INTO books VALUES (:title)"), {"title": title})
        await session.commit()


async def titles() -> list[str]:
    async with AsyncSession(engine) as session:
        return list(await session.scalars(text("SELECT title FROM books")))
