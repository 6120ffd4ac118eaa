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
    tasks.add_task(work, session=session)


@app.get("/stream")
async def streamed(session: SessionDep) -> StreamingResponse:
    return StreamingResponse(stream(session))


@app.post("/task")
async def task(session: SessionDep) -> None:
    task = asyncio.create_task(work(session))
    await task
