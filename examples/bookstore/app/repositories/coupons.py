from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.promotions import Coupon


class CouponRepository:
    def __init__(self, db: Session) -> None:
        self.db = db

    def page(self, limit: int) -> Sequence[Coupon]:
        return self.db.scalars(select(Coupon).order_by(Coupon.code).limit(limit)).all()

    def by_code(self, code: str) -> Coupon | None:
        return self.db.scalars(select(Coupon).where(Coupon.code == code)).first()

    def save(self, coupon: Coupon) -> Coupon:
        self.db.add(coupon)
        self.db.commit()
        self.db.refresh(coupon)
        return coupon
