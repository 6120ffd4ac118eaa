from datetime import datetime
from decimal import Decimal

from pydantic import BaseModel, ConfigDict, Field


class OrderLine(BaseModel):
    book_id: int
    quantity: int = Field(ge=1, le=50)


class OrderCreate(BaseModel):
    items: list[OrderLine] = Field(min_length=1, max_length=50)
    coupon_code: str | None = Field(default=None, max_length=32)


class OrderRead(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    id: int
    status: str
    total: Decimal
    coupon_code: str | None
    created_at: datetime


class OrderSummary(BaseModel):
    id: int
    status: str
    total: Decimal
    titles: list[str]


class ShippingQuote(BaseModel):
    carrier: str
    price: Decimal
    days: int


class SalesReport(BaseModel):
    orders: int
    customers: int
    revenue: Decimal


class StockRow(BaseModel):
    id: int
    title: str
    stock: int


class AuthorSales(BaseModel):
    author: str
    copies: int
