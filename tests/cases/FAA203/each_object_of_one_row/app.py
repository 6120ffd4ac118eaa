from db import SessionDep
from fastapi import FastAPI
from models import Customer, Order
from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

app = FastAPI()


@app.get("/customers/{customer_id}/prices")
def read_prices(customer_id: int, session: SessionDep) -> list[int]:
    customer = session.get_one(Customer, customer_id)  # FAA203
    return [line.price for order in customer.orders for line in order.lines]
