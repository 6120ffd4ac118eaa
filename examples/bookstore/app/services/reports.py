from sqlalchemy import func, select

from app.db import SessionLocal
from app.models import Author, Book, OrderItem
from app.schemas.orders import AuthorSales


class ReportService:
    def __init__(self) -> None:
        self.db = SessionLocal()

    def top_authors(self, limit: int) -> list[AuthorSales]:
        copies = func.sum(OrderItem.quantity)
        query = (
            select(Author.name, copies)
            .join(Book, Book.author_id == Author.id)
            .join(OrderItem, OrderItem.book_id == Book.id)
            .group_by(Author.id)
            .order_by(copies.desc())
            .limit(limit)
        )
        return [AuthorSales(author=name, copies=sold) for name, sold in self.db.execute(query)]
