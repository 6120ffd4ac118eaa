from db import SessionDep
from fastapi import FastAPI
from models import Customer, Order
from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

app = FastAPI()


@app.get("/totals")
def read_totals(session: SessionDep) -> dict[str, int]:
    query = select(Customer).options(selectinload(Customer.orders))  # FAA203
    found = {}
    for customer in session.scalars(query):
        for order in customer.orders:
            found[customer.name] = sum(line.price for line in order.lines)
    return found
