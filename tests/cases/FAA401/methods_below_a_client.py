import openai
from anthropic import Anthropic, AsyncAnthropic
from fastapi import FastAPI
from openai import AsyncOpenAI, OpenAI

app = FastAPI()
client = OpenAI()
later = AsyncOpenAI()
claude = Anthropic()


@app.get("/")
async def index():
    client.chat.completions.create(model="m", messages=[])  # FAA401
    runs = client.beta.threads.runs
    runs.create(thread_id="t", assistant_id="a")  # FAA401
    client.vector_stores.files.upload(vector_store_id="v", file=b"")  # FAA401
    claude.messages.create(model="m", max_tokens=1, messages=[])  # FAA401
    return openai.OpenAI().embeddings.create(model="m", input="")  # FAA401


@app.get("/awaited")
async def awaited():
    await later.chat.completions.create(model="m", messages=[])
    await later.beta.threads.runs.create(thread_id="t", assistant_id="a")
    async with later.chat.completions.with_streaming_response.create(model="m", messages=[]) as r:
        await r.parse()
    return await AsyncAnthropic().messages.create(model="m", max_tokens=1, messages=[])


@app.get("/settings")
async def settings():
    return client.api_key, client.base_url, claude.max_retries
