from db import SessionDep
from fastapi import FastAPI
from models import Customer, Order
from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

app = FastAPI()


@app.get("/orders")
def read_orders(session: SessionDep) -> list[int]:
    orders = session.scalars(select(Order)).all()
    ids = [order.id for order in orders]
    orders = session.scalars(
        select(Order).where(Order.id.in_(ids)).options(selectinload(Order.lines))
    ).all()
    return [len(order.lines) for order in orders]
