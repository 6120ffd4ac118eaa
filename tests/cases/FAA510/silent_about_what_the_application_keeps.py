from contextlib import asynccontextmanager

import httpx
from fastapi import FastAPI, Request


@asynccontextmanager
async def lifespan(app: FastAPI):
    app.state.client = httpx.AsyncClient()
    yield {"pool": httpx.AsyncClient()}


app = FastAPI(lifespan=lifespan)


@app.get("/rates")
async def rates(request: Request) -> str:
    answer = await request.app.state.client.get("https://rates.example")
    pool: httpx.AsyncClient = request.state.pool
    again = await pool.get("https://rates.example")
    return answer.text + again.text
