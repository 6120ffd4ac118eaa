import asyncio

from db import SessionDep, make_session
from fastapi import FastAPI
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

app = FastAPI()


async def count(session: AsyncSession, table: str) -> int:
    return (await session.execute(text(f"SELECT count(*) FROM {table}"))).scalar_one()


@app.get("/counts")
async def counts(tables: str, session: SessionDep) -> list[int]:
    return list(
        await asyncio.gather(*[count(session, table) for table in tables.split()])  # FAA217
    )


@app.get("/both")
async def both(session: SessionDep) -> str:
    first, second = await asyncio.gather(  # FAA217
        session.scalar(text("SELECT 1")), session.scalar(text("SELECT 2"))
    )
    return f"{first} {second}"


@app.get("/listed")
async def listed(tables: str, session: SessionDep) -> list[int]:
    tasks = [count(session, table) for table in tables.split()]
    return list(await asyncio.gather(*tasks))  # FAA217
