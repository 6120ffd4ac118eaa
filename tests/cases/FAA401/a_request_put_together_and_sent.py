"""Supabase: the builders only put a request together, `execute` sends it."""

from typing import Annotated

from fastapi import Depends, FastAPI
from starlette.concurrency import run_in_threadpool
from supabase import AsyncClient, Client, acreate_client, create_client

app = FastAPI()


def get_client() -> Client:
    return create_client("https://example.org", "key")


async def get_async_client() -> AsyncClient:
    return await acreate_client("https://example.org", "key")


@app.get("/notes")
async def list_notes(owner: str, db: Annotated[Client, Depends(get_client)]) -> list[dict]:
    wanted = db.table("notes").select("id, title").eq("owner", owner).order("id").limit(20)
    return wanted.execute().data  # FAA401


@app.post("/notes")
async def add_note(title: str, db: Annotated[Client, Depends(get_client)]) -> None:
    db.table("notes").insert({"title": title}).execute()  # FAA401


@app.get("/me")
async def me(token: str, db: Annotated[Client, Depends(get_client)]) -> dict:
    return db.auth.get_user(token).model_dump()  # FAA401


@app.get("/notes/{note}")
async def read_note(note: int, db: Annotated[AsyncClient, Depends(get_async_client)]) -> dict:
    found = await db.from_("notes").select("*").eq("id", note).single().execute()
    return found.data


@app.delete("/notes/{note}")
async def delete_note(note: int, db: Annotated[Client, Depends(get_client)]) -> None:
    await run_in_threadpool(db.table("notes").delete().eq("id", note).execute)


@app.put("/files/{name}")
def upload(name: str, content: str, db: Annotated[Client, Depends(get_client)]) -> None:
    db.storage.from_("files").upload(name, content.encode())
