import time

import asyncio
from fastapi import Depends, FastAPI
from langchain_openai import ChatOpenAI

app = FastAPI()
model = ChatOpenAI()


class Base:
    def _run(self, words):
        time.sleep(1)

    async def _arun(self, words):
        await asyncio.sleep(1)

    def fetch_sync(self):
        time.sleep(1)

    async def fetch(self):
        await asyncio.sleep(1)


class Tool(Base):
    async def run(self, words):
        return self._run(words)  # FAA416


@app.get("/")
async def index(words: str, tool: Tool = Depends()):
    model.invoke(words)  # FAA416
    tool.fetch_sync()  # FAA416
    return await tool.run(words)
