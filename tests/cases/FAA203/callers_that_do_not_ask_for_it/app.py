from db import SessionDep
from fastapi import FastAPI
from models import Customer, Order
from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

app = FastAPI()

from convert import shown


@app.get("/orders")
def read_orders(session: SessionDep) -> list[dict[str, object]]:
    return [shown(order) for order in session.scalars(select(Order))]
