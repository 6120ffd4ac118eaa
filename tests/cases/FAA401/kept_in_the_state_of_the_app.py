import contextlib

import httpx
import redis
from fastapi import FastAPI, Request, WebSocket
from openai import OpenAI


@contextlib.asynccontextmanager
async def lifespan(app: FastAPI):
    app.state.store = redis.Redis()
    app.state.client = httpx.AsyncClient()
    yield


app = FastAPI(lifespan=lifespan)
app.state.models = OpenAI()


class Machine:
    def __init__(self, state):
        self.state = state


machine = Machine(None)
machine.state.client = redis.Redis()


@app.get("/")
async def index(request: Request):
    request.app.state.store.get("a")  # FAA401
    await request.app.state.client.get("https://example.org")
    app.state.models.responses.create(model="m")  # FAA401
    request.state.store.get("a")
    return request.app.state.unknown.get("a")


@app.websocket("/live")
async def live(websocket: WebSocket):
    store = websocket.app.state.store
    store.set("a", "b")  # FAA401
