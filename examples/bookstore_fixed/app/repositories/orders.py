"""Orders."""

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import selectinload

from app.models import Order, OrderItem
from app.repositories.base import Repository


class OrderRepository(Repository):
    """Queries over orders; each asks whose they are."""

    async def get_for_user(self, order_id: int, user_id: int) -> Order | None:
        """The order with this id, and its items, if it is this user's."""
        query = (
            select(Order)
            .options(selectinload(Order.items))
            .where(Order.id == order_id, Order.user_id == user_id)
        )
        return await self.session.scalar(query)

    async def page_of_user(self, user_id: int, limit: int, offset: int) -> Sequence[Order]:
        """Some of a user's orders, newest first, with items and books."""
        query = (
            select(Order)
            .options(selectinload(Order.items).selectinload(OrderItem.book))
            .where(Order.user_id == user_id)
            .order_by(Order.id.desc())
            .limit(limit)
            .offset(offset)
        )
        return (await self.session.scalars(query)).all()

    async def copies(self, order_id: int, user_id: int) -> int | None:
        """How many copies this user's order holds; None if there is no such order."""
        query = (
            select(func.sum(OrderItem.quantity))
            .join(Order, Order.id == OrderItem.order_id)
            .where(Order.id == order_id, Order.user_id == user_id)
        )
        return await self.session.scalar(query)

    async def add(self, order: Order) -> None:
        """Store a new order."""
        self.session.add(order)
        await self.commit("The order was not stored")

    async def save(self) -> None:
        """Store what was changed."""
        await self.commit("The order was not changed")
