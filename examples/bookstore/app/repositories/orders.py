from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models import Order


class OrderRepository:
    def __init__(self, db: Session) -> None:
        self.db = db

    def get_for_user(self, order_id: int, user_id: int) -> Order | None:
        query = select(Order).where(Order.id == order_id, Order.user_id == user_id)
        return self.db.scalars(query).first()

    def list_for_user(self, user_id: int, limit: int, offset: int) -> Sequence[Order]:
        query = select(Order).where(Order.user_id == user_id).order_by(Order.id.desc())
        return self.db.scalars(query.limit(limit).offset(offset)).all()

    def save(self, order: Order) -> Order:
        self.db.add(order)
        self.db.commit()
        return order
