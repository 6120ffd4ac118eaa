import httpx
import requests
from fastapi import FastAPI
from pydantic import BaseModel, HttpUrl

app = FastAPI()


class Hook(BaseModel):
    url: HttpUrl
    host: str


@app.post("/hooks")
async def hooks(hook: Hook) -> None:
    client = httpx.AsyncClient(timeout=5)
    await client.post(str(hook.url), json={})  # FAA317


@app.post("/status")
def status(hook: Hook) -> int:
    if not hook.host.startswith("http"):
        return 0
    return requests.get(hook.host + "/health", timeout=5).status_code  # FAA317


@app.get("/tenants")
def tenants(tenant: str) -> int:
    return requests.get(f"https://{tenant}.example/health", timeout=5).status_code  # FAA317
