from db import SessionDep
from fastapi import FastAPI
from models import Customer, Order
from sqlalchemy import select

app = FastAPI()


@app.get("/count")
def count(session: SessionDep) -> dict[str, object]:
    orders = session.scalars(select(Order)).all()
    return {"count": len(orders), "ids": [order.id for order in orders]}


@app.get("/list")
def other(names: list[str]) -> int:
    return len(names)


@app.get("/lines/{order_id}")
def lines(order_id: int, session: SessionDep) -> int:
    return len(session.get_one(Order, order_id).lines)
