import asyncio
import threading

from fastapi import FastAPI, WebSocket

app = FastAPI()


@app.websocket("/logs")
async def follow(socket: WebSocket) -> None:
    lines: asyncio.Queue[str] = asyncio.Queue()
    threading.Thread(target=lines.put_nowait, args=("a",), daemon=True).start()
    while True:
        await socket.send_text(await lines.get())


@app.post("/logs")
def read() -> None:
    threading.Thread(target=print).start()  # FAA417
