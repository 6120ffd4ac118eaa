"""Coupons, for administrators."""

from collections.abc import Sequence

from app.domain import NotFound
from app.models import Coupon
from app.repositories.coupons import CouponRepository
from app.schemas.coupons import CouponCreate


class CouponService:
    """What administrators do with coupons."""

    def __init__(self, coupons: CouponRepository) -> None:
        self.coupons = coupons

    async def page(self, limit: int, offset: int) -> Sequence[Coupon]:
        """Some coupons."""
        return await self.coupons.page(limit, offset)

    async def get(self, code: str) -> Coupon:
        """One coupon; raises `NotFound`."""
        coupon = await self.coupons.get_by_code(code)
        if coupon is None:
            raise NotFound("Coupon not found")
        return coupon

    async def create(self, payload: CouponCreate) -> Coupon:
        """A new coupon; raises `Conflict` when the code is taken."""
        coupon = Coupon(
            code=payload.code,
            percent=payload.percent,
            active=payload.active,
            expires_at=payload.expires_at,
        )
        await self.coupons.add(coupon)
        return coupon
