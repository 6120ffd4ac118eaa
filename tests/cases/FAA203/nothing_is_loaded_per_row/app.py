from db import SessionDep
from fastapi import FastAPI
from models import Customer, Order
from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

app = FastAPI()


@app.get("/orders/{order_id}")
def read_order(order_id: int, session: SessionDep) -> list[int]:
    order = session.get_one(Order, order_id)
    return [line.price for line in order.lines]


@app.get("/customers/{customer_id}/orders")
def read_orders(customer_id: int, session: SessionDep) -> list[str]:
    orders = session.scalars(select(Order).where(Order.customer_id == customer_id))
    return [order.customer.name for order in orders]


@app.get("/lines/{customer_id}")
def read_back(customer_id: int, session: SessionDep) -> list[int]:
    customer = session.get_one(Customer, customer_id)
    return [order.customer.id for order in customer.orders]


@app.get("/notes")
def read_notes(session: SessionDep) -> list[str]:
    return [note.text for order in session.scalars(select(Order)) for note in order.notes]


@app.get("/new")
def make_orders(session: SessionDep) -> list[int]:
    orders = session.scalars(select(Order)).all()
    for order in orders:
        order.lines = []
    return [order.id for order in orders]


@app.get("/there-and-back")
def read_there_and_back(session: SessionDep) -> list[int]:
    orders = session.scalars(select(Order).options(selectinload(Order.lines))).all()
    found = []
    for order in orders:
        for line in order.lines:
            found.append(len(line.order.lines) + len(line.order.notes))
    return found
