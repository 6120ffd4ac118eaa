from fastapi import APIRouter, FastAPI

app = FastAPI()
api = APIRouter(prefix="/books")
orders = APIRouter(prefix="/orders")


def show(name: str = "") -> str:
    return name


for part in "abcdefghijklmnopqrstuvwxyz":
    api.add_api_route(f"/{part}", show)


@orders.get("")
def list_orders() -> list[int]:  # FAA114
    return []


@orders.get("/{order_id}")
def read_order(order_id: int) -> int:  # FAA114
    return order_id


app.include_router(api, prefix="/api/v1")
app.include_router(orders, prefix="/api")
