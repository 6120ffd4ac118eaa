from db import SessionDep
from fastapi import FastAPI
from models import Order
from sqlalchemy import select
from sqlalchemy.orm import Session

app = FastAPI()


def record_audit(session: Session) -> None:
    session.add(Order())
    session.commit()


@app.get("/orders")
def read(session: SessionDep) -> list[int]:
    record_audit(session)
    return [order.id for order in session.scalars(select(Order))]
