from db import SessionDep
from fastapi import FastAPI
from services import Conversations, OwnCallbacks, ScopedCallbacks, StoredCallbacks

app = FastAPI()


@app.post("/conversations", status_code=204)
async def start(names: list[str], session: SessionDep) -> None:
    callbacks = StoredCallbacks(session)
    await Conversations(callbacks, OwnCallbacks(), ScopedCallbacks()).start(names, [])
