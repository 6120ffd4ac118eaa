"""Coupons: written with SQLModel, so that one class serves table and API."""

from datetime import datetime

from sqlmodel import Field, SQLModel


class Coupon(SQLModel, table=True):
    __tablename__ = "coupons"

    id: int | None = Field(default=None, primary_key=True)
    code: str = Field(max_length=32, unique=True)
    percent: int = Field(ge=1, le=90)
    active: bool = True
    expires_at: datetime | None = None
