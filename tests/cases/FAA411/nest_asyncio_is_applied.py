import asyncio

import nest_asyncio
from fastapi import FastAPI

nest_asyncio.apply()
app = FastAPI()


async def work(): ...


@app.get("/")
async def index():
    asyncio.run(work())
