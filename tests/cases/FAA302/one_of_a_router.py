from fastapi import APIRouter, Depends, FastAPI
from fastapi.security import HTTPBearer

bearer = Depends(HTTPBearer())
orders = APIRouter(prefix="/orders")


@orders.get("/", dependencies=[bearer])
def list_orders(): ...


@orders.get("/sum", dependencies=[bearer])
def sum_orders(): ...


@orders.get("/{order_id}", dependencies=[bearer])
def read_order(order_id: int): ...


@orders.put("/{order_id}", dependencies=[bearer])
def change_order(order_id: int): ...


@orders.get("/{order_id}/lines")
def read_lines(order_id: int): ...  # FAA302


@orders.get("/health")
def health(): ...


app = FastAPI()
app.include_router(orders)
