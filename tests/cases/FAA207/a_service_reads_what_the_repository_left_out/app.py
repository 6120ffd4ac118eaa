from db import SessionDep
from fastapi import FastAPI, HTTPException
from repository import OrderRepository

app = FastAPI()


@app.get("/orders/{order_id}/lines")
async def count_lines(order_id: int, session: SessionDep) -> int:
    order = await OrderRepository(session).by_id(order_id)
    if order is None:
        raise HTTPException(404)
    return len(order.lines)
