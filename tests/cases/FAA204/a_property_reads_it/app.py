from db import SessionDep
from fastapi import FastAPI
from models import Order
from pydantic import BaseModel, ConfigDict
from sqlalchemy import select
from sqlalchemy.orm import selectinload

app = FastAPI()


class Totalled(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    id: int
    total: int


class Noted(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    id: int
    has_notes: bool
    known_lines: int


@app.get("/orders", response_model=list[Totalled])
def read_orders(session: SessionDep) -> object:
    return session.scalars(select(Order)).all()  # FAA204


@app.get("/loaded", response_model=list[Totalled])
def read_loaded(session: SessionDep) -> object:
    return session.scalars(select(Order).options(selectinload(Order.lines))).all()


@app.get("/noted", response_model=list[Noted])
def read_noted(session: SessionDep) -> object:
    return session.scalars(select(Order)).all()


@app.get("/orders/{order_id}", response_model=Totalled)
def read_order(order_id: int, session: SessionDep) -> Order:
    return session.get_one(Order, order_id)
