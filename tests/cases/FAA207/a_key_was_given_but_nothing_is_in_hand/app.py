from db import SessionDep
from fastapi import FastAPI
from models import Line, Order
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

app = FastAPI()


async def first_of(session: AsyncSession, order_id: int) -> Line | None:
    query = select(Line).where(Line.order_id == order_id)  # FAA207
    return (await session.scalars(query)).first()


@app.get("/orders/{order_id}/first")
async def read_first(order_id: int, session: SessionDep) -> int:
    line = await first_of(session, order_id)
    return line.order.id if line else 0


async def first_of_order(session: AsyncSession, order_id: int) -> Line | None:
    return (await session.scalars(select(Line).where(Line.order_id == order_id))).first()


@app.get("/orders/{order_id}/known")
async def read_known(order_id: int, session: SessionDep) -> int:
    order = await session.get_one(Order, order_id)
    line = await first_of_order(session, order.id)
    return line.order.id if line else 0
