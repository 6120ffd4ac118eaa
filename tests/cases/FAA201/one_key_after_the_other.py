import json

from fastapi import FastAPI
from redis.asyncio import Redis

app = FastAPI()


class Store(Redis):
    async def prefixed(self, prefix: str) -> list[str]:
        return [key async for key in self.scan_iter(match=f"{prefix}*")]


store: Store = Store()


@app.get("/sessions")
async def read_sessions():
    found = []
    for key in await store.prefixed("session:"):
        found.append(json.loads(await store.get(key)))  # FAA201
    return found


@app.get("/all-sessions")
async def read_all_sessions():
    keys = await store.prefixed("session:")
    return await store.mget(*keys)


@app.get("/piped")
async def read_piped(ids: str):
    pipe = store.pipeline()
    for key in ids.split(","):
        pipe.get(key)
    return await pipe.execute()


@app.post("/events")
async def send_events(ids: str):
    for key in ids.split(","):
        await store.publish("events", key)


@app.get("/first")
async def read_first(names: str):
    for name in names.split(","):
        found = await store.get(f"name:{name}")
        if not found:
            continue
        if found != "gone":
            return json.loads(found)
    for name in names.split(","):
        found = await store.get(f"old:{name}")
        if found:
            break
    return found
