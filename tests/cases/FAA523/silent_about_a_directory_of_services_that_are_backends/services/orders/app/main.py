from fastapi import FastAPI

from .errors import HANDLERS, OrderNotFound

app = FastAPI()
for exception, handler in HANDLERS.items():
    app.add_exception_handler(exception, handler)


@app.get("/orders/{order_id}")
def show_order(order_id: int) -> int:
    raise OrderNotFound(order_id)
