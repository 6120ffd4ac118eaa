from db import SessionDep
from fastapi import FastAPI
from models import Order
from sqlalchemy import select
from sqlalchemy.orm import Session

app = FastAPI()


@app.get("/orders")
def read(session: SessionDep) -> list[int]:
    return [order.id for order in session.scalars(select(Order))]


@app.post("/orders")
def make(session: SessionDep) -> None:
    session.add(Order())
    session.commit()


@app.get("/auth/callback")
def callback(session: SessionDep) -> None:
    session.add(Order())
    session.commit()


@app.get("/draft")
def draft(session: SessionDep) -> int:
    order = Order(customer_id=1)
    session.add(order)
    return order.customer_id
