"""What `with_streaming_response` gives is entered, not awaited."""

import anthropic
import groq
from fastapi import FastAPI
from openai import AsyncOpenAI

app = FastAPI()
client = AsyncOpenAI()
other = anthropic.AsyncAnthropic()
third = groq.AsyncGroq()


@app.get("/files/{name}")
async def content(name: str):
    manager = client.files.with_streaming_response.content(name)
    response = await manager.__aenter__()
    models = other.with_streaming_response.models.list()
    async with third.models.with_streaming_response.list() as listed, models as known:
        return response, listed, known


@app.get("/raw/{name}")
async def raw(name: str):
    client.files.with_raw_response.content(name)  # FAA406
    client.files.content(name)  # FAA406
