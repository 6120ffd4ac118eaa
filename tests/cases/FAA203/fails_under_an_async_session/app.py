from db import SessionDep
from fastapi import FastAPI
from models import Customer, Order
from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

app = FastAPI()


@app.get("/orders")
async def read_orders(session: SessionDep) -> list[str]:
    result = await session.execute(select(Order))  # FAA203
    return [order.customer.name for order in result.scalars()]
