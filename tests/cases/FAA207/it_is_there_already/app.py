from db import SessionDep
from fastapi import FastAPI
from models import Line, Order
from sqlalchemy import select
from sqlalchemy.orm import selectinload

app = FastAPI()


@app.get("/orders/{order_id}/lines")
async def count_lines(order_id: int, session: SessionDep) -> int:
    order = await session.get_one(Order, order_id, options=[selectinload(Order.lines)])
    return len(order.lines)


@app.get("/orders/{order_id}/notes")
async def count_notes(order_id: int, session: SessionDep) -> int:
    order = await session.get_one(Order, order_id)
    return len(order.notes)


@app.get("/orders/{order_id}/prices")
async def read_prices(order_id: int, session: SessionDep) -> list[int]:
    order = await session.get_one(Order, order_id)
    await session.refresh(order, ["lines"])
    return [line.price for line in order.lines]


@app.get("/orders/{order_id}/awaited")
async def read_awaited(order_id: int, session: SessionDep) -> list[int]:
    order = await session.get_one(Order, order_id)
    lines: list[Line] = await order.awaitable_attrs.lines
    return [line.price for line in lines]


@app.post("/orders")
async def make_order(session: SessionDep) -> int:
    order = Order(lines=[])
    session.add(order)
    await session.commit()
    return len(order.lines)


@app.get("/orders/{order_id}/first")
async def read_first(order_id: int, session: SessionDep) -> int:
    order = await session.get_one(Order, order_id)
    print(order.id)
    line = (await session.scalars(select(Line).where(Line.order_id == order_id))).first()
    return line.order.id if line else 0


@app.get("/orders/{order_id}/line")
async def read_line(order_id: int, session: SessionDep, latest: bool = False) -> int:
    order = await session.get_one(Order, order_id)
    query = select(Line)
    if latest:
        query = query.where(Line.price > order.id)
    else:
        query = query.where(Line.order_id == order.id)
    line = (await session.scalars(query)).first()
    return line.order.id if line else 0
