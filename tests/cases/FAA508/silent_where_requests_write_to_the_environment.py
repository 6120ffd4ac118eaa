import os

import httpx
from fastapi import FastAPI

app = FastAPI()


@app.put("/keys/{provider}")
def keep_key(provider: str, key: str) -> None:
    os.environ[provider.upper()] = key


@app.get("/models")
def list_models() -> int:
    headers = {"authorization": os.environ["VENDOR_KEY"]}
    return httpx.get("https://vendor.example", headers=headers, timeout=5).status_code
