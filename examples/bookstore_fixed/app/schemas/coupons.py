"""Coupons, as clients send and see them."""

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field


class CouponBase(BaseModel):
    """What a coupon grants."""

    code: str = Field(min_length=1, max_length=32)
    percent: int = Field(ge=1, le=90)
    active: bool = True
    expires_at: AwareDatetime | None = None


class CouponCreate(CouponBase):
    """A new coupon."""


class CouponRead(CouponBase):
    """A coupon as stored."""

    model_config = ConfigDict(from_attributes=True)

    id: int
