import threading
from contextvars import ContextVar

from fastapi import FastAPI

app = FastAPI()
lock = threading.Lock()
counts: dict[str, int] = {}
current: ContextVar[str] = ContextVar("current")
client = None
registry: list[str] = []


def register(name: str) -> None:
    registry.append(name)


register("at import")


@app.get("/")
def index(name: str):
    global client
    if client is None:
        client = object()
    with lock:
        counts[name] = counts.get(name, 0) + 1
    current.set(name)
    found = []
    found.append(name)
    return found
