"""Figures for the office."""

from decimal import Decimal

from pydantic import BaseModel, ConfigDict


class SalesReport(BaseModel):
    """How the shop is doing."""

    orders: int
    customers: int
    revenue: Decimal


class StockRow(BaseModel):
    """How many copies of a book are left."""

    model_config = ConfigDict(from_attributes=True)

    id: int
    title: str
    stock: int


class AuthorSales(BaseModel):
    """How many copies of an author's books were sold."""

    author: str
    copies: int
