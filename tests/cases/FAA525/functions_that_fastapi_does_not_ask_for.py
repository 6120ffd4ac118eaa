import time
from collections.abc import Callable
from typing import Annotated

from fastapi import Depends, FastAPI

app = FastAPI()


def now() -> float:
    return time.time()


def as_dependency(function: Callable) -> object:
    return Depends(function)


@as_dependency
def get_user() -> str:
    return "Emma"


def is_late(clock: Callable[[], float] = now) -> bool:
    return clock() > 0


@app.get("/late")
def late(user=get_user, at: Annotated[float, Depends(now)] = 0.0) -> bool:
    return is_late()


@app.get("/limit")
def limit(limit: int = 10, user: str = Depends(now)) -> int:
    return limit
