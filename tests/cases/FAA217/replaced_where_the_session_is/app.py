from db import SessionDep
from fastapi import FastAPI
from services import StoredCallbacks, StoredTasks

app = FastAPI()


@app.get("/callbacks")
async def callbacks(session: SessionDep) -> list[str | None]:
    return await StoredCallbacks(session).get_batch([1, 2])


@app.get("/tasks")
async def tasks(session: SessionDep) -> list[str | None]:
    return await StoredTasks(session).get_batch([1, 2])
