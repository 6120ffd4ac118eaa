from enum import Enum

from fastapi import APIRouter, Depends, FastAPI


class Tag(str, Enum):
    A = "a"
    B = "b"


def guard(): ...


def make(name: str, *, tag: Tag) -> APIRouter:
    router = APIRouter(prefix=f"/{name}", tags=[tag])

    @router.get("/list", name=f"list_{name}")
    def listing(): ...

    def show(key: int): ...

    router.add_api_route("/{key}", show, methods={"GET", "HEAD"})
    return router


def several():
    yield make("one", tag=Tag.A)
    yield make("two", tag=Tag.B)


app = FastAPI()
for number, router in enumerate(several(), start=1):
    app.include_router(router, prefix="/" + str(number))
ROUTERS = [(make(name, tag=Tag.A), {"prefix": "/" + name.upper()}) for name in ("x", "y") if name]
for router, options in ROUTERS:
    app.include_router(router, **options, dependencies=[Depends(guard)])
for method in ["get", "put"]:
    getattr(app, method)("/by-name")(guard)
table = dict(zip(["p", "q"], [make("zip", tag=Tag.B)] * 2))
[app.include_router(router, prefix=f"/{prefix}") for prefix, router in table.items()]
while True:
    app.include_router(make("while", tag=Tag.A))
    break
