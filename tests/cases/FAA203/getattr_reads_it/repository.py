from models import Order
from sqlalchemy import select
from sqlalchemy.orm import Session


class OrderRepository:
    def __init__(self, session: Session) -> None:
        self.session = session

    def all(self) -> list[Order]:
        statement = select(Order)  # FAA203
        statement = statement.order_by(Order.id)
        return list(self.session.execute(statement).scalars().all())
