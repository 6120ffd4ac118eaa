"""Coupons."""

from collections.abc import Sequence

from sqlalchemy import select

from app.models import Coupon
from app.repositories.base import Repository


class CouponRepository(Repository):
    """Queries over coupons."""

    async def get_by_code(self, code: str) -> Coupon | None:
        """The coupon with this code."""
        return await self.session.scalar(select(Coupon).where(Coupon.code == code))

    async def page(self, limit: int, offset: int) -> Sequence[Coupon]:
        """Some coupons by code."""
        query = select(Coupon).order_by(Coupon.code).limit(limit).offset(offset)
        return (await self.session.scalars(query)).all()

    async def add(self, coupon: Coupon) -> None:
        """Store a new coupon."""
        self.session.add(coupon)
        await self.commit("There is a coupon with this code")
