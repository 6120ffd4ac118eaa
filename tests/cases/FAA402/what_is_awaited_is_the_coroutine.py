import requests
from fastapi import FastAPI

app = FastAPI()


def twins(kind):
    def in_a_thread():
        return requests.get("https://items.example", timeout=5)

    async def on_the_loop():
        return None

    return in_a_thread if kind == "sync" else on_the_loop


fetch_later = twins("async")


@app.get("/")
async def index():
    return await fetch_later()


@app.get("/now")
async def now():
    return twins("sync")()  # FAA402
