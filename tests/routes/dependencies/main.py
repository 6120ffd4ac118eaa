from dataclasses import dataclass
from functools import partial
from typing import Annotated, Generic, Optional, TypeVar

from fastapi import Body, Cookie, Depends, FastAPI, Header, Path, Query, Request, Security
from fastapi.security import HTTPBasic, HTTPBearer, OAuth2PasswordBearer
from pydantic import BaseModel

app = FastAPI()
T = TypeVar("T")


def leaf(x: int = 0): ...


def middle(value=Depends(leaf), *, other: Annotated[int, Depends(leaf, use_cache=False)]): ...


class Pagination:
    def __init__(self, request: Request, leaf: Annotated[int, Depends(leaf)], size: int = 10): ...


class Wider(Pagination): ...


class Filter(BaseModel):
    name: str | None = None


@dataclass
class Params:
    q: str = ""
    inner: int = Depends(leaf)


class Checker:
    def __init__(self, role: str):
        self.role = role

    def __call__(self, user=Security(leaf, scopes=["read"])): ...

    def method(self, middle=Depends(middle)): ...

    @staticmethod
    def static(leaf=Depends(leaf)): ...

    @classmethod
    def make(cls, leaf=Depends(leaf)): ...


class Repository(Generic[T]):
    def __init__(self, session: Annotated[str, Depends(leaf)]): ...


def requires(role: str):
    async def check(token=Depends(HTTPBearer(auto_error=False)), *, x: str = Header()): ...

    return check


def combined(left, right):
    def both(a=Depends(left), b=Depends(right)): ...

    return both


Guard = Depends(requires("admin"))
editor = Checker("editor")
Page = Annotated[Pagination, Depends()]
type_ = Optional[Annotated[str, Depends(leaf)]]


@app.get("/a/{key}", dependencies=[Guard, Depends(editor)])
def a(key: int, page: Page, wider: Wider = Depends(), q: list[str] = Query([]), session: str = Cookie("")): ...


@app.post("/b")
def b(
    filters: Annotated[Filter, Depends()],
    params: Params = Depends(),
    method=Depends(editor.method),
    static=Depends(Checker.static),
    made=Depends(Checker.make),
    body: dict = Body(...),
): ...


@app.post("/c", dependencies=[Security(requires("x"), scopes=["c"])])
async def c(
    basic=Depends(HTTPBasic()),
    repo: Repository[int] = Depends(Repository[int]),
    part=Depends(partial(middle, other=3)),
    both=Depends(combined(leaf, combined(middle, editor))),
): ...


def later(oauth=Depends(OAuth2PasswordBearer("t"))): ...


@app.post("/d/{file_id}")
async def d(
    file_id: Annotated[str, Path()],
    filters: list[Filter],
    lazy: "Annotated[str, Depends(later)]" = "",
): ...


@app.get("/e", dependencies=[Depends(lambda: 1)])
def e(anything=Depends(lambda x=Depends(leaf): x), user=Depends(dependency=leaf)): ...
