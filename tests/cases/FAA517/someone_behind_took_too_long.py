import httpx
from fastapi import FastAPI


class TooSlow(Exception):
    status_code = 408


class Refused(Exception):
    status_code = 403


app = FastAPI()


def fetch(name: str) -> str:
    try:
        return httpx.get(f"https://example.com/{name}", timeout=5).text
    except httpx.TimeoutException:
        raise TooSlow from None


def allowed(name: str) -> str:
    if name == "secret":
        raise Refused
    return name


@app.get("/pages/{name}")
def page(name: str) -> str:
    """Fetch the page."""
    return fetch(allowed(name))  # FAA517
