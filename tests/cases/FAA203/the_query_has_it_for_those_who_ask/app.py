from db import SessionDep
from fastapi import FastAPI
from orders import find_customers, find_orders

app = FastAPI()


@app.get("/orders")
def read_orders(session: SessionDep) -> list[str]:
    orders = find_orders(session, newest_first=True)  # FAA203
    return [order.customer.name for order in orders]


@app.get("/loaded")
def read_loaded(session: SessionDep) -> list[str]:
    return [order.customer.name for order in find_orders(session, eager_load_customer=True)]


@app.get("/either")
def read_either(session: SessionDep, eager: bool = False) -> list[str]:
    return [order.customer.name for order in find_orders(session, eager_load_customer=eager)]


@app.get("/customers")
def read_customers(session: SessionDep) -> list[int]:
    return [len(customer.orders) for customer in find_customers(session)]
