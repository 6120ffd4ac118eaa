import functools
from collections.abc import Callable
from functools import partial
from typing import Annotated

from elsewhere import Base, guard, traced
from fastapi import Depends, FastAPI
from fastapi.security import HTTPBearer

bearer = HTTPBearer()


class Role:
    def __init__(self, name: str) -> None:
        self.name = name

    def __call__(self) -> str:
        return self.name


class Admin(Role): ...


class Foreign(Base): ...


def require(role: str):
    def check() -> str:
        return role

    return check


def require_annotated(role: str) -> Callable[[], str]:
    return lambda: role


def require_lying(role: str) -> str:
    return lambda: role


def role_of(name: str) -> Role:
    return Role(name)


def either(name: str):
    if name:
        return name
    return require(name)


@traced
def decorated() -> str:
    return "x"


def placeholder(): ...


@functools.cache
def cached(name: str) -> Role:
    return Role(name)


admin = Admin("admin")
app = FastAPI(dependencies=[Depends(require("a")), Depends(require_annotated("b"))])
Alias = Annotated[str, Depends(role_of("c"))]


@app.get("/a", dependencies=[Depends(admin), Depends(Role("x")), Depends(cached("x"))])
def a(one=Depends(bearer), two=Depends(HTTPBearer()), three=Depends(partial(require, "x"))) -> None: ...


@app.get("/b", dependencies=[Depends(guard()), Depends(Foreign()), Depends(decorated())])
def b(one=Depends(placeholder()), two=Depends(either("x")), three=Depends(require_lying("x"))) -> None: ...


@app.get("/c")
def c(one: Role = Depends(), two: Annotated[str, Depends(admin.__call__)] = "") -> None: ...


@app.get("/d")
def d(bearer: str = Depends(bearer), admin: Annotated[str, Depends(admin)] = "") -> None: ...
