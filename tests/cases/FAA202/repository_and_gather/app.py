import asyncio

from fastapi import Depends, FastAPI
from repository import Repository, get_repository

app = FastAPI()


@app.get("/")
async def index(ids: str, repository: Repository = Depends(get_repository)):
    await repository.many(ids.split(","))
    one = await repository.one(ids)
    rest = await asyncio.gather(*(repository.one(i) for i in ids.split(",")))  # FAA202
    for i in ids.split(","):
        await describe(repository, i)  # FAA202
    return [one, *rest]


async def describe(repository, i):
    return await repository.one(i)
