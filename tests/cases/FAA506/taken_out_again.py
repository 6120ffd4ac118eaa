"""What a function that is no handler takes out again is going on; a store is not."""

import asyncio

from fastapi import FastAPI

app = FastAPI()
books: dict[int, str] = {}
sessions: dict[str, asyncio.Task] = {}
plugins: dict[str, str] = {}
seen: list[str] = []


@app.post("/books")
def create(book: int, title: str):
    books[book] = title  # FAA506
    return title


@app.delete("/books/{book}")
def delete(book: int):
    del books[book]
    return books.pop(book + 1, None)


@app.post("/sessions/{name}")
async def start(name: str):
    sessions[name] = asyncio.create_task(asyncio.sleep(1))
    return name


def forget(name: str) -> None:
    sessions.pop(name, None)


@app.post("/plugins")
def load(found: dict[str, str]):
    plugins.clear()
    plugins.update(found)
    return plugins


@app.post("/seen")
def see(name: str):
    seen.append(name)  # FAA506
    return seen


@app.delete("/sessions/{name}")
def stop(name: str):
    forget(name)
