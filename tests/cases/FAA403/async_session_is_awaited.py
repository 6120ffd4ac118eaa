from typing import Annotated

from fastapi import Depends, FastAPI
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, create_async_engine

app = FastAPI()
make_session = async_sessionmaker(create_async_engine("sqlite+aiosqlite://"))


async def get_session():
    async with make_session() as session:
        yield session


@app.get("/")
async def index(session: Annotated[AsyncSession, Depends(get_session)]):
    session.add(object())
    rows = await session.execute(text("SELECT 1"))
    await session.run_sync(lambda sync: sync.execute(text("SELECT 1")))
    return rows.scalars().all()
