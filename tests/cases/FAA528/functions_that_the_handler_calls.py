import functools
from collections.abc import Callable

from fastapi import Depends, FastAPI, Request

app = FastAPI()


def get_hasher(rounds: int = 3) -> Callable[[str], str]:
    def hashed(password: str) -> str:
        return password * rounds

    return hashed


def get_lookup(request: Request) -> Callable[[str], str]:
    def look_up(name: str) -> str:
        return request.headers[name]

    return look_up


def maybe(is_strict: bool = False):
    def check(request: Request) -> str:
        return request.url.path

    if is_strict:
        return check
    return None


@functools.lru_cache
def cached():
    def check(request: Request) -> str:
        return request.url.path

    return check


@app.get("/books")
def read_books(
    hasher: Callable[[str], str] = Depends(get_hasher),
    look_up: Callable[[str], str] = Depends(get_lookup),
    perhaps: object = Depends(maybe),
    kept: object = Depends(cached),
) -> str:
    """The titles of all books."""
    return hasher(look_up("x-title"))
