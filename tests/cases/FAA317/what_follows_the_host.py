import ipaddress
import socket
from typing import Annotated
from urllib.parse import urljoin, urlparse

import httpx
import requests
from fastapi import Depends, FastAPI, HTTPException
from pydantic import BaseModel, HttpUrl

app = FastAPI()
API = "https://api.example"
SERVERS = {"a": "https://a.example", "b": "https://b.example"}


class Settings(BaseModel):
    base: str = "https://x.example"


class Hook(BaseModel):
    url: HttpUrl


class Link(BaseModel):
    url: str


settings = Settings()


def ensure_public(url: str) -> None:
    host = urlparse(url).hostname
    if ipaddress.ip_address(socket.gethostbyname(host)).is_private:
        raise HTTPException(400)


def admin_user() -> str:
    return "root"


@app.get("/users/{name}")
def users(name: str, q: str, server: str) -> None:
    requests.get(f"{API}/users/{name}", timeout=5)
    requests.get(API + "/" + name, timeout=5)
    requests.get(f"https://api.example/{q}?x={name}", timeout=5)
    requests.get(f"{settings.base}/{q}", params={"q": q}, timeout=5)
    requests.get(SERVERS[server] + "/x", timeout=5)
    requests.request(q, "https://api.example", timeout=5)


@app.post("/links")
def links(link: Link) -> None:
    ensure_public(link.url)
    requests.get(link.url, timeout=5)


@app.post("/hooks", dependencies=[Depends(admin_user)])
def hooks(hook: Hook) -> None:
    httpx.post(str(hook.url), timeout=5)
