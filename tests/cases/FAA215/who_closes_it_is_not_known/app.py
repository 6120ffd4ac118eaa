import asyncio
from typing import Annotated

from db import SessionDep, make_session
from fastapi import Depends, FastAPI
from injection import provider
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

app = FastAPI()


async def work(session: AsyncSession) -> None:
    await session.execute(text("SELECT 1"))
    await session.close()


def start(session: AsyncSession) -> None:
    asyncio.create_task(work(session))


def start_late(session: AsyncSession) -> None:
    asyncio.create_task(work(session))  # FAA215


def make() -> AsyncSession:
    return make_session()


@app.post("/provided")
async def provided(session: Annotated[AsyncSession, provider("session")]) -> None:
    start(session)


@app.post("/made")
async def made(session: Annotated[AsyncSession, Depends(make)]) -> None:
    asyncio.create_task(work(session))


@app.post("/closed")
async def closed(session: SessionDep) -> None:
    start_late(session)
