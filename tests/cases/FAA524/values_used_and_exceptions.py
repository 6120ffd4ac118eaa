from collections.abc import Iterator

from fastapi import APIRouter, Depends, FastAPI


def guard() -> str:
    return "x"


def session() -> str:
    return "x"


def require(role: str):
    return guard


some = APIRouter()
few = APIRouter()
by_hand = APIRouter()
used = APIRouter()
factory = APIRouter()


@some.get("/a", dependencies=[Depends(guard)])
@few.get("/a", dependencies=[Depends(guard)])
@by_hand.get("/a", dependencies=[Depends(guard)])
@factory.get("/a", dependencies=[Depends(require("a"))])
def a() -> None: ...


@some.get("/b", dependencies=[Depends(guard)])
@few.get("/b", dependencies=[Depends(guard)])
@by_hand.get("/b", dependencies=[Depends(guard)])
@factory.get("/b", dependencies=[Depends(require("b"))])
def b() -> None: ...


@some.get("/c")
@by_hand.get("/c", dependencies=[Depends(guard)])
@factory.get("/c", dependencies=[Depends(require("c"))])
def c() -> None: ...


by_hand.add_api_route("/d", c)


@used.get("/a")
def read_a(opened: str = Depends(session)) -> str:
    return opened


@used.get("/b")
def read_b(opened: str = Depends(session)) -> str:
    return opened


@used.get("/c")
def read_c(opened: str = Depends(session)) -> None: ...


app = FastAPI()
for router in (some, few, by_hand, used, factory):
    app.include_router(router)


def get_db() -> Iterator[str]:
    yield "a session"


dead = APIRouter()


@dead.get("/x")
def x(db: str = Depends(get_db)) -> None: ...


@dead.get("/y")
def y(db: str = Depends(get_db)) -> None: ...


@dead.get("/z")
def z(db: str = Depends(get_db)) -> None: ...
