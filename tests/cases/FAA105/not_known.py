import os
from typing import Annotated

from elsewhere import loaded_order, route_class
from fastapi import APIRouter, Depends, FastAPI, Path

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
