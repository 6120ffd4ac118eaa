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


@app.get("/orders/{order_id}", response_model=OrderOut)
async def read_order(order_id: int, session: SessionDep) -> Order:
    return await session.get_one(Order, order_id)  # FAA204
