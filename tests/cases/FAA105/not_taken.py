from typing import Annotated

from fastapi import APIRouter, Depends, FastAPI, Path, Request

app = FastAPI()
router = APIRouter(prefix="/shops/{shop_id}")


def current_user(request: Request) -> str:
    log(request.url.path, request)
    return request.headers["user"]


def log(path: str, request: Request) -> None:
    print(path, request.scope["path"], request["path"], request["method"])


@app.get("/items/{item_id}")
def read_item(item: int) -> None: ...  # FAA105


@app.get("/items/{item_id}/parts/{part}")
def read_part(item_id: int, user: Annotated[str, Depends(current_user)]) -> None: ...  # FAA105


@router.get("/orders")
def read_orders() -> None: ...  # FAA105


@app.websocket("/rooms/{room}")
async def follow() -> None: ...  # FAA105


@app.get("/things/{thing_id}")
def read_thing(thing: Annotated[int, Path()], thing_id: int) -> None: ...  # FAA105


def of_item(item_id: int = Path()) -> int:
    return item_id


@app.get("/parts", dependencies=[Depends(of_item)])
def read_parts() -> None: ...  # FAA105


app.include_router(router)
app.include_router(router, prefix="/v2")


def session(request: Request = None) -> str:
    """Whether there is a request tells nothing of it."""
    if not request:
        return "writer"
    is_reading = request is not None and request.method == "GET"
    return "reader" if request and is_reading else "writer"


@app.get("/rows/{row_id}")
def read_row(session: str = Depends(session)) -> None: ...  # FAA105
