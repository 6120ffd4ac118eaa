from db import SessionDep
from fastapi import FastAPI
from models import Order
from pydantic import BaseModel, ConfigDict
from sqlalchemy import select
from sqlalchemy.orm import selectinload

app = FastAPI()


class LineOut(BaseModel):
    price: int


class Identified(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    id: int


class OrderOut(Identified):
    lines: list[LineOut]


class Orders(BaseModel):
    data: list[OrderOut]
    count: int


from repository import all_orders


@app.get("/orders")
def read_orders(session: SessionDep) -> list[OrderOut]:
    return [OrderOut.model_validate(order) for order in all_orders(session)]
