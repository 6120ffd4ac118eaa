"""Orders and shipping, as clients send and see them."""

from datetime import datetime
from decimal import Decimal

from pydantic import BaseModel, ConfigDict, Field

from app.domain import OrderStatus


class OrderLine(BaseModel):
    """Some copies of one book."""

    book_id: int
    quantity: int = Field(ge=1, le=50)


class OrderCreate(BaseModel):
    """A basket."""

    items: list[OrderLine] = Field(min_length=1, max_length=50)
    coupon_code: str | None = Field(default=None, max_length=32)


class OrderRead(BaseModel):
    """An order as stored."""

    model_config = ConfigDict(from_attributes=True)

    id: int
    status: OrderStatus
    total: Decimal
    coupon_code: str | None
    created_at: datetime


class OrderSummary(BaseModel):
    """An order in a list, with what is in it."""

    id: int
    status: OrderStatus
    total: Decimal
    titles: list[str]


class ShippingQuote(BaseModel):
    """What sending costs, and how long it takes."""

    carrier: str
    price: Decimal
    days: int
