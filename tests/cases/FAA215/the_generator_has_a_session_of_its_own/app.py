from collections.abc import AsyncIterator

from db import SessionDep, make_session
from fastapi import FastAPI, HTTPException
from fastapi.responses import StreamingResponse
from sqlalchemy import text

app = FastAPI()


@app.get("/rows")
async def rows(session: SessionDep) -> StreamingResponse:
    if await session.scalar(text("SELECT 1")) is None:
        raise HTTPException(404)

    async def stream() -> AsyncIterator[str]:
        async with make_session() as session:  # has the name of the one that is closed
            yield str(await session.scalar(text("SELECT 1")))

    return StreamingResponse(stream())
