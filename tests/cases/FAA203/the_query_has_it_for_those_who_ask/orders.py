from collections.abc import Sequence

from models import Customer, Order
from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload


def find_orders(
    session: Session, *, eager_load_customer: bool = False, newest_first: bool = False
) -> Sequence[Order]:
    query = select(Order)
    if newest_first:
        query = query.order_by(Order.id.desc())
    if eager_load_customer:
        query = query.options(joinedload(Order.customer))
    return session.scalars(query).all()


def find_customers(session: Session, *, names_only: bool = False) -> Sequence[Customer]:
    query = select(Customer)  # FAA203
    if names_only:
        query = query.where(Customer.name != "")
    return session.scalars(query).all()
