from fastapi import FastAPI

from shared.models.order import Order

from .database import make_session

app = FastAPI()


@app.get("/orders/{order_id}")
def show_order(order_id: int) -> bool:
    with make_session() as session:
        return session.get(Order, order_id) is not None
