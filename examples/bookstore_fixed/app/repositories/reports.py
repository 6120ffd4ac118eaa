"""Figures, counted by the database."""

from collections.abc import Sequence
from decimal import Decimal

from sqlalchemy import func, select

from app.domain import OrderStatus
from app.models import Author, Book, Order, OrderItem
from app.repositories.base import Repository


class ReportRepository(Repository):
    """Queries that count."""

    async def orders_and_customers(self) -> tuple[int, int]:
        """How many orders stand, and how many customers they have."""
        query = select(func.count(), func.count(func.distinct(Order.user_id))).where(
            Order.status != OrderStatus.CANCELLED.value
        )
        orders, customers = (await self.session.execute(query)).one()
        return orders, customers

    async def revenue(self) -> Decimal:
        """What was paid."""
        query = select(func.sum(Order.total)).where(Order.status == OrderStatus.PAID.value)
        return await self.session.scalar(query) or Decimal("0.00")

    async def stock(self, genre: str | None, limit: int, offset: int) -> Sequence[Book]:
        """Some books by title, for their stock."""
        query = select(Book).order_by(Book.title).limit(limit).offset(offset)
        if genre is not None:
            query = query.where(Book.genre == genre)
        return (await self.session.scalars(query)).all()

    async def copies_by_author(self, limit: int) -> list[tuple[str, int]]:
        """The authors whose books were ordered most, with the copies."""
        copies = func.sum(OrderItem.quantity)
        query = (
            select(Author.name, copies)
            .join(Book, Book.author_id == Author.id)
            .join(OrderItem, OrderItem.book_id == Book.id)
            .group_by(Author.id)
            .order_by(copies.desc())
            .limit(limit)
        )
        return [(name, sold) for name, sold in await self.session.execute(query)]
