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


@app.post("/lost")
async def lost(session: SessionDep) -> None:
    lost = asyncio.create_task(work(session))  # FAA215
    print(lost)
