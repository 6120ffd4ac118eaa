from typing import Annotated
from urllib.parse import urlencode, urlparse

from fastapi import FastAPI, Header, HTTPException, Request
from fastapi.responses import RedirectResponse
from pydantic import BaseModel

app = FastAPI()
LOGIN = "https://login.example/authorize"


class Target(BaseModel):
    url: str


@app.get("/items/{item_id}")
def item(item_id: str, request: Request) -> RedirectResponse:
    return RedirectResponse(f"/v2/items/{item_id}?{request.url.query}")


@app.get("/login")
def login(state: str, next: str) -> RedirectResponse:
    return RedirectResponse(f"{LOGIN}?{urlencode({'state': state, 'next': next})}")


@app.get("/back")
def back(referer: Annotated[str, Header()]) -> RedirectResponse:
    return RedirectResponse(referer)


@app.post("/go")
def go(target: Target) -> RedirectResponse:
    return RedirectResponse(target.url)


@app.get("/done")
def done(next: str) -> RedirectResponse:
    if not next.startswith("/") or next.startswith("//"):
        next = "/"
    return RedirectResponse(next)


@app.get("/out")
def out(url: str) -> RedirectResponse:
    if urlparse(url).netloc:
        raise HTTPException(400)
    return RedirectResponse(url=url, status_code=303)


@app.get("/short/{code}")
def short(code: str) -> RedirectResponse:
    target = {"a": "https://a.example"}.get(code)
    return RedirectResponse(target or "/")
