from db import SessionDep
from fastapi import FastAPI
from models import Customer, Order
from sqlalchemy import select

app = FastAPI()


@app.post("/orders")
def make_orders(customers: list[int], session: SessionDep) -> list[int]:
    orders = [Order(customer_id=customer) for customer in customers]
    for order in orders:
        session.add(order)
        session.commit()  # FAA205
    for order in orders:
        session.refresh(order)  # FAA205
    return [order.id for order in orders]
