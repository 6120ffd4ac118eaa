"""Figures for the office."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query

from app.dependencies import PagingDep, ReportServiceDep, require_admin
from app.schemas.reports import AuthorSales, SalesReport, StockRow

router = APIRouter(prefix="/reports", tags=["reports"], dependencies=[Depends(require_admin)])


@router.get("/sales")
async def read_sales(reports: ReportServiceDep) -> SalesReport:
    """Orders, customers and revenue."""
    return await reports.sales()


@router.get("/inventory")
async def read_inventory(
    reports: ReportServiceDep,
    paging: PagingDep,
    genre: Annotated[str | None, Query(max_length=50)] = None,
) -> list[StockRow]:
    """What is in stock, of one genre or all."""
    rows = await reports.inventory(genre, paging.limit, paging.offset)
    return [StockRow.model_validate(book) for book in rows]


@router.get("/top-authors")
async def read_top_authors(
    reports: ReportServiceDep, limit: Annotated[int, Query(ge=1, le=50)] = 10
) -> list[AuthorSales]:
    """The authors whose books were ordered most."""
    return await reports.top_authors(limit)
