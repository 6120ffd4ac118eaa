import subprocess
import urllib.request

import aiohttp
import httpx
import requests
from fastapi import FastAPI

app = FastAPI()
options = {"timeout": 5}


class Session(requests.Session):
    def request(self, *args, **kwargs):
        kwargs.setdefault("timeout", 5)
        return super().request(*args, **kwargs)


own = Session()


@app.get("/")
def index(timeout: float | None = None):
    requests.get("https://example.org", timeout=5)
    requests.get("https://example.org", timeout=timeout)
    requests.get("https://example.org", **options)
    urllib.request.urlopen("https://example.org", None, 5)
    own.get("https://example.org")
    httpx.get("https://example.org")
    subprocess.run(["true"])


@app.get("/async")
async def later():
    async with aiohttp.ClientSession(timeout=None) as session:
        await session.get("https://example.org")


def script():
    requests.get("https://example.org")


payments = httpx.AsyncClient(timeout=10)


@app.post("/payments")
async def pay():
    """It holds no thread, and a payment takes as long as it takes."""
    await payments.post("https://example.org", timeout=None)
