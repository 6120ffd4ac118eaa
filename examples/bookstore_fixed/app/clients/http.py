"""One HTTP client for the whole process, opened and closed by the lifespan."""

from typing import Annotated

import httpx
from fastapi import Depends, Request


def open_http_client(timeout_seconds: float) -> httpx.AsyncClient:
    """A client whose requests all end in time."""
    return httpx.AsyncClient(timeout=httpx.Timeout(timeout_seconds))


def get_http_client(request: Request) -> httpx.AsyncClient:
    """The client that the lifespan opened."""
    client: httpx.AsyncClient = request.app.state.http_client
    return client


HttpClientDep = Annotated[httpx.AsyncClient, Depends(get_http_client)]
