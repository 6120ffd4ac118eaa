import threading

import requests
from fastapi import FastAPI
from fastapi.concurrency import run_in_threadpool

app = FastAPI()


def load():
    requests.get("https://example.org")  # FAA414


def refresh():
    requests.get("https://example.org")


def ask(name):
    requests.get(f"https://example.org/{name}")  # FAA414


@app.get("/later")
async def later():
    await run_in_threadpool(ask, "rates")


@app.get("/")
def index():
    threading.Thread(target=load).start()
    threading.Thread(name="refresh", daemon=True).start()
