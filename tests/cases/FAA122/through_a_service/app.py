from db import SessionDep
from fastapi import FastAPI
from models import Order
from sqlalchemy import select
from sqlalchemy.orm import Session

app = FastAPI()


def count_view(session: Session, order: Order) -> None:
    session.add(order)
    session.commit()


@app.get("/orders/{order_id}/view")
def view(order_id: int, session: SessionDep) -> int:  # FAA122
    order = session.get_one(Order, order_id)
    count_view(session, order)
    return order.id
