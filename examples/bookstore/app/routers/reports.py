"""Figures for the office."""

from decimal import Decimal
from typing import Annotated

from fastapi import APIRouter, Depends, Query
from sqlalchemy import func, select, text

from app.db import DbSession, get_db
from app.models import Order
from app.schemas.orders import AuthorSales, SalesReport, StockRow
from app.security import require_admin
from app.services.reports import ReportService

router = APIRouter(prefix="/reports", tags=["reports"], dependencies=[Depends(require_admin)])


@router.get("/sales")
def sales() -> SalesReport:
    db = next(get_db())
    orders = db.scalars(select(Order).where(Order.status != "cancelled")).all()
    customers = db.scalar(select(func.count(func.distinct(Order.user_id))))
    revenue = db.scalar(select(func.sum(Order.total)).where(Order.status == "paid"))
    return SalesReport(
        orders=len(orders), customers=customers or 0, revenue=revenue or Decimal("0.00")
    )


@router.get("/inventory")
def inventory(
    db: DbSession, genre: str = "", limit: Annotated[int, Query(ge=1, le=500)] = 100
) -> list[StockRow]:
    statement = "SELECT id, title, stock FROM books"
    if genre:
        statement += f" WHERE genre = '{genre}'"
    rows = db.execute(text(f"{statement} LIMIT {limit}"))
    return [StockRow(id=row.id, title=row.title, stock=row.stock) for row in rows]


@router.get("/top-authors")
def top_authors(limit: Annotated[int, Query(ge=1, le=50)] = 10) -> list[AuthorSales]:
    return ReportService().top_authors(limit)
