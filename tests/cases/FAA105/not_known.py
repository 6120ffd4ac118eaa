import os
from typing import Annotated

from elsewhere import loaded_order, route_class
from fastapi import APIRouter, Depends, FastAPI, Path, Request

app = FastAPI()
ALIAS = os.environ["ALIAS"]


@app.get("/orders/{order_id}")
def read_order(order: Annotated[object, Depends(loaded_order)]) -> None: ...


@app.get("/items/{item_id}")
def read_item(key: Annotated[int, Path(alias=ALIAS)]) -> None: ...


router = APIRouter()


@router.get("/parts/{part_id}")
def read_part(part_id: int = Path()) -> None: ...


app.include_router(router, prefix=os.environ["PREFIX"])


@app.get("/scopes/{key}")
def read_scope(request: Request) -> str:
    return request["path_params"]["key"]


@app.get("/taken-apart/{key}")
def take_apart(request: Request) -> str:
    return request["path"].rpartition("/")[2]


def parts(request: Request) -> str:
    taken = request or None
    return taken.path_params["row_id"]


@app.get("/rows/{row_id}")
def read_row(row: str = Depends(parts)) -> None: ...
