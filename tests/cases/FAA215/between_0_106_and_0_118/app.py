import asyncio
from collections.abc import AsyncIterator

from db import SessionDep
from fastapi import BackgroundTasks, FastAPI
from fastapi.responses import StreamingResponse
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

app = FastAPI()


async def work(session: AsyncSession) -> None:
    await session.execute(text("SELECT 1"))


async def stream(session: AsyncSession) -> AsyncIterator[str]:
    async for row in await session.stream(text("SELECT 1")):
        yield str(row)


@app.post("/later")
async def later(tasks: BackgroundTasks, session: SessionDep) -> None:
    tasks.add_task(work, session=session)  # FAA215


@app.get("/stream")
async def streamed(session: SessionDep) -> StreamingResponse:
    return StreamingResponse(stream(session))  # FAA215


@app.get("/inner")
async def inner(session: SessionDep) -> StreamingResponse:
    async def rows() -> AsyncIterator[str]:
        yield str(await session.scalar(text("SELECT 1")))

    return StreamingResponse(rows())  # FAA215


@app.post("/task")
async def task(session: SessionDep) -> None:
    asyncio.create_task(work(session))  # FAA215


@app.get("/named")
async def named(session: SessionDep) -> StreamingResponse:
    rows = stream(session)
    return StreamingResponse(rows)  # FAA215
