from db import SessionDep
from fastapi import FastAPI
from models import Customer, Order
from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

app = FastAPI()

from options import everything

CUSTOMER = joinedload(Order.customer)


@app.get("/orders")
def read_orders(session: SessionDep) -> list[str]:
    orders = session.scalars(select(Order).options(*everything())).all()
    return [f"{order.customer.name} {len(order.lines)} {len(order.notes)}" for order in orders]


@app.get("/names")
def read_names(session: SessionDep, lines: bool = False) -> list[str]:
    options = [CUSTOMER]
    if lines:
        options.append(selectinload(Order.lines))
    query = select(Order)
    query = query.options(*options)
    return [f"{o.customer.name} {len(o.lines)}" for o in session.scalars(query)]


@app.get("/joined")
def read_joined(session: SessionDep) -> list[int]:
    query = session.query(Customer).options(
        joinedload(Customer.orders).options(selectinload(Order.lines))
    )
    return [line.price for c in query for order in c.orders for line in order.lines]
