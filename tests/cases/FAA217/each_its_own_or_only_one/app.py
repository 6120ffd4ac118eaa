import asyncio

from db import SessionDep, make_session
from fastapi import FastAPI
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

app = FastAPI()


async def count(session: AsyncSession, table: str) -> int:
    return (await session.execute(text(f"SELECT count(*) FROM {table}"))).scalar_one()


async def alone(table: str) -> int:
    async with make_session() as session:
        return await count(session, table)


async def nothing(session: AsyncSession) -> None:
    print(session)


@app.get("/counts")
async def counts(tables: str, session: SessionDep) -> list[int]:
    found = await asyncio.gather(*[alone(table) for table in tables.split()])
    first, _, _ = await asyncio.gather(count(session, "book"), nothing(session), nothing(session))
    return [first, *found]
