import threading

import httpx
from fastapi import BackgroundTasks, FastAPI, WebSocket

app = FastAPI()
stop = threading.Event()


def load(path: str) -> None:
    with httpx.Client() as client:
        while not stop.is_set():
            client.get(path)


@app.post("/load-tests")
def start(path: str, tasks: BackgroundTasks) -> None:
    tasks.add_task(load, path)


@app.get("/pages")
async def read_pages() -> int:
    pages = 0
    async with httpx.AsyncClient() as client:  # FAA408
        while await client.get(f"https://example.org/{pages}"):
            pages += 1
    return pages


@app.websocket("/terminal")
async def connect(socket: WebSocket) -> None:
    async with httpx.AsyncClient() as client:
        await socket.send_text((await client.get("https://example.org")).text)
