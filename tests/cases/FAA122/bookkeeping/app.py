from typing import Annotated

from db import SessionDep
from fastapi import Depends, FastAPI
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


def current_user(session: SessionDep) -> str:
    session.add(Order())
    session.commit()
    return "ada"


@app.get("/mine")
def read_mine(user: Annotated[str, Depends(current_user)]) -> str:
    return user


@app.get("/page")
def read_page(session: SessionDep) -> str:
    return f"the page of {current_user(session)}"


def start_span(session: Session) -> None:
    session.add(Order())
    session.commit()


@app.get("/traced")
def read_traced(session: SessionDep) -> str:
    start_span(session)
    return "traced"
