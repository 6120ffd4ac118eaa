from fastapi import FastAPI

from app.services.orders.models import Order

app = FastAPI()


@app.post("/orders")
def add(order: Order) -> int:
    return order.weight
