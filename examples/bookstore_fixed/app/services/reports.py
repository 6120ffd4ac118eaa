"""Figures for the office."""

from collections.abc import Sequence

from app.models import Book
from app.repositories.reports import ReportRepository
from app.schemas.reports import AuthorSales, SalesReport


class ReportService:
    """What the office asks."""

    def __init__(self, reports: ReportRepository) -> None:
        self.reports = reports

    async def sales(self) -> SalesReport:
        """Orders, customers and revenue."""
        orders, customers = await self.reports.orders_and_customers()
        revenue = await self.reports.revenue()
        return SalesReport(orders=orders, customers=customers, revenue=revenue)

    async def inventory(self, genre: str | None, limit: int, offset: int) -> Sequence[Book]:
        """Some books, for their stock."""
        return await self.reports.stock(genre, limit, offset)

    async def top_authors(self, limit: int) -> list[AuthorSales]:
        """The authors whose books were ordered most."""
        rows = await self.reports.copies_by_author(limit)
        return [AuthorSales(author=author, copies=copies) for author, copies in rows]
