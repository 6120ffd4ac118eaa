from convert import shown
from db import SessionDep
from fastapi import FastAPI
from repository import OrderRepository

app = FastAPI()


@app.get("/orders")
def read_orders(session: SessionDep) -> list[dict[str, object]]:
    repository = OrderRepository(session)
    return [shown(order) for order in repository.all()]
