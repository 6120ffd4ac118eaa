from models import Order
from sqlalchemy import select
from sqlalchemy.orm import Session


def all_orders(session: Session) -> list[Order]:
    return list(session.scalars(select(Order)))  # FAA204
