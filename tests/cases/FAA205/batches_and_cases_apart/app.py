import httpx
from db import SessionDep, make_session
from fastapi import FastAPI
from models import Customer, Order
from sqlalchemy import select

app = FastAPI()


@app.post("/orders")
def make_orders(customers: list[int], session: SessionDep) -> None:
    for number, customer in enumerate(customers):
        session.add(Order(customer_id=customer))
        session.flush()
        if number % 100 == 99:
            session.commit()
    session.commit()


@app.post("/apart")
def make_apart(customers: list[int], session: SessionDep) -> None:
    for customer in customers:
        try:
            session.add(Order(customer_id=customer))
            session.commit()
        except ValueError:
            session.rollback()
    for customer in customers:
        with make_session() as own:
            own.add(Order(customer_id=customer))
            own.commit()


@app.post("/fetched")
def make_fetched(customers: list[int], session: SessionDep) -> None:
    for customer in customers:
        httpx.get(f"https://example.org/{customer}")
        session.add(Order(customer_id=customer))
        session.commit()
