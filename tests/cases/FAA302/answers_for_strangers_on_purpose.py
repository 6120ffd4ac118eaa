import enum
from typing import Annotated

from fastapi import APIRouter, Depends, FastAPI
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

bearer = Depends(HTTPBearer())
optional_bearer = HTTPBearer(auto_error=False)
orders = APIRouter(prefix="/orders")
users = {"secret-of-ada": "ada"}
prices = {1: 20}


def user_or_none(
    credentials: Annotated[HTTPAuthorizationCredentials | None, Depends(optional_bearer)],
) -> str | None:
    return users.get(credentials.credentials) if credentials else None


Somebody = Annotated[str | None, Depends(user_or_none)]


@orders.get("/", dependencies=[bearer])
def list_orders(): ...


@orders.get("/sum", dependencies=[bearer])
def sum_orders(): ...


@orders.get("/{order_id}", dependencies=[bearer])
def read_order(order_id: int): ...


@orders.put("/{order_id}", dependencies=[bearer])
def change_order(order_id: int): ...


@orders.post("/", dependencies=[bearer])
def add_order(): ...


@orders.put("/{order_id}/paid", dependencies=[bearer])
def pay_order(order_id: int): ...


@orders.put("/{order_id}/lost", dependencies=[bearer])
def lose_order(order_id: int): ...


@orders.put("/{order_id}/found", dependencies=[bearer])
def find_order(order_id: int): ...


@orders.put("/{order_id}/kept", dependencies=[bearer])
def keep_order(order_id: int): ...


@orders.put("/{order_id}/given", dependencies=[bearer])
def give_order(order_id: int): ...


@orders.put("/{order_id}/sent", dependencies=[bearer])
def send_order(order_id: int): ...


@orders.get("/{order_id}/notes", dependencies=[bearer])
def read_notes(order_id: int): ...


@orders.get("/{order_id}/bill", dependencies=[bearer])
def read_bill(order_id: int): ...


@orders.post("/{order_id}/notes", dependencies=[bearer])
def add_note(order_id: int): ...


@orders.delete("/{order_id}", dependencies=[bearer])
def delete_order(order_id: int): ...


@orders.delete("/{order_id}/notes", dependencies=[bearer])
def delete_notes(order_id: int): ...


@orders.get("/{order_id}/stats")
def read_stats(order_id: int):
    return {"total": 0, "by_kind": {"open": 0, "paid": 0}, "names": ["a", "b"]}


class Limit(enum.Enum):
    ORDERS = 10


@orders.get("/{order_id}/limits")
def read_limits(order_id: int):
    return {"orders": Limit.ORDERS.value, "lines": [Limit.ORDERS]}


@orders.get("/{order_id}/price")
def read_price(order_id: int, user: Somebody):
    price = prices[order_id]
    return price if user else round(price)


@orders.get("/{order_id}/lines")
def read_lines(order_id: int, user: Somebody):  # FAA302
    return prices[order_id]


app = FastAPI()
app.include_router(orders)
