from db import SessionDep
from fastapi import FastAPI
from models import Customer, Order
from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

app = FastAPI()


@app.get("/totals")
def read_totals(session: SessionDep) -> list[int]:
    orders = session.query(Order).all()  # FAA203
    return [order.total for order in orders]
