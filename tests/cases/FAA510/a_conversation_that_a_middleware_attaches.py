from typing import Annotated

import httpx
from fastapi import Depends, FastAPI, Request
from starlette.middleware.base import BaseHTTPMiddleware


class Conversation:
    def __init__(self, key: str) -> None:
        self.key = key
        self.client = httpx.Client(base_url="https://agents.example")

    def files(self) -> list[str]:
        return self.client.get("/files").json()


class Reader:
    def __init__(self, name: str) -> None:
        self.name = name


class Conversations:
    async def attach(self, key: str) -> Conversation:
        return Conversation(key)


conversations = Conversations()


def find(key):
    return load(key)  # noqa: F821


class AttachConversation(BaseHTTPMiddleware):
    async def dispatch(self, request, call_next):
        request.state.conversation = await conversations.attach(request.headers["key"])
        request.state.reader = Reader(request.headers["reader"])
        request.state.attached = find(request.headers["key"])
        request.state.number = request.headers["number"]
        return await call_next(request)


app = FastAPI()
app.add_middleware(AttachConversation)


@app.get("/files")
def read_files(request: Request) -> list[str]:
    if not request.state.conversation:  # FAA510
        return []
    return request.state.conversation.files()


@app.get("/me")
def read_me(request: Request) -> str:
    return request.state.reader.name + request.state.number + request.state.theme


@app.get("/parts")
def read_parts(request: Request) -> list[str]:
    part: Conversation = request.state.attached.part  # FAA510
    return part.files()


@app.get("/unknown")
def read_unknown(request: Request) -> list[str]:
    return request.state.attached.files()


def get_conversation(request: Request) -> Conversation:
    return request.state.conversation


@app.get("/declared")
def declared(conversation: Annotated[Conversation, Depends(get_conversation)]) -> list[str]:
    return conversation.files()
