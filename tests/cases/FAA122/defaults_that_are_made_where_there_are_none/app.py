from datetime import datetime, timezone

from db import SessionDep
from fastapi import FastAPI
from models import Customer, Order
from sqlalchemy import func, select
from sqlalchemy.orm import Session

app = FastAPI()


def house_customer(session: Session) -> Customer:
    customer = session.scalars(select(Customer)).first()
    if customer is not None:
        return customer
    customer = Customer(name="the house")
    session.add(customer)
    session.commit()
    return customer


@app.get("/house")
def read_house(session: SessionDep) -> str:
    return house_customer(session).name


@app.get("/customers")
def read_customers(session: SessionDep) -> list[str]:
    customers = session.scalars(select(Customer)).all()
    if not customers:
        for name in ("Ada", "Grace"):
            session.add(Customer(name=name))
        session.commit()
    return [customer.name for customer in customers]


@app.get("/first")
def read_first(session: SessionDep) -> str:
    if session.scalar(select(func.count()).select_from(Customer)) == 0:
        session.add(Customer(name="Ada"))
        session.commit()
    return "Ada"


@app.get("/customers/{name}")
def read_customer(name: str, session: SessionDep) -> int:  # FAA122
    customer = session.scalars(select(Customer).where(Customer.name == name)).first()
    if customer is None:
        customer = Customer(name=name)
        session.add(customer)
        session.commit()
    return customer.id


def named(session: Session, name: str) -> Customer:
    customer = session.scalars(select(Customer).where(Customer.name == name)).first()
    if not customer:
        customer = Customer(name=name)
        session.add(customer)
        session.commit()
    return customer


@app.get("/named/{name}")
def read_named(name: str, session: SessionDep) -> int:  # FAA122
    return named(session, name).id


@app.get("/sync")
def read_sync(session: SessionDep) -> int:
    customer = session.get_one(Customer, 1)
    customer.last_sync_at = datetime.now(timezone.utc)
    session.add(customer)
    session.commit()
    return customer.id


@app.get("/orders")
def read_orders(session: SessionDep) -> int:  # FAA122
    problem = ""
    if not problem:
        session.add(Order())
        session.commit()
    return 1


def ensured(session: Session, key: int) -> Order:
    order = session.get(Order, key)
    if order is None:
        order = Order(id=key)
        session.add(order)
        session.commit()
    return order


@app.get("/orders-of/{name}")
def read_orders_of(name: str, session: SessionDep) -> int:  # FAA122
    total = 0
    for key in session.scalars(select(Order.id).where(Order.customer.has(name=name))):
        total += ensured(session, key).total
    return total


def first_order(session: Session) -> Order:
    return session.scalars(select(Order)).one()


@app.get("/guest")
def read_guest(session: SessionDep) -> str:
    order = first_order(session)
    if not order.customer:
        session.add(Customer(name="guest", orders=[order]))
        session.commit()
    return order.customer.name
