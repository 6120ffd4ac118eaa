from convert import careful, copied, more_careful, shown
from db import SessionDep
from fastapi import FastAPI
from models import Order
from repository import OrderRepository
from sqlalchemy import select

app = FastAPI()


@app.get("/orders")
def read_orders(session: SessionDep) -> list[dict[str, object]]:
    repository = OrderRepository(session)
    return [shown(order) for order in repository.all()]


@app.get("/copied")
def read_copied(session: SessionDep) -> list[dict[str, object]]:
    return [copied(order) for order in session.scalars(select(Order))]  # FAA203


@app.get("/careful")
def read_careful(session: SessionDep) -> list[dict[str, object]]:
    orders = session.scalars(select(Order)).all()
    return [{**careful(order), "size": more_careful(order)} for order in orders]
