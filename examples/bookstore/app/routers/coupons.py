"""Coupons, for administrators."""

from typing import Annotated

from fastapi import APIRouter, Depends, HTTPException, Query, status

from app.db import DbSession
from app.promotions import Coupon
from app.repositories.coupons import CouponRepository
from app.security import require_admin

router = APIRouter(prefix="/coupons", tags=["coupons"], dependencies=[Depends(require_admin)])


def get_coupons(db: DbSession) -> CouponRepository:
    return CouponRepository(db)


Coupons = Annotated[CouponRepository, Depends(get_coupons)]


@router.get("", response_model=list[Coupon])
def list_coupons(coupons: Coupons, limit: Annotated[int, Query(ge=1, le=100)] = 50) -> object:
    return coupons.page(limit)


@router.post("", response_model=Coupon, status_code=status.HTTP_201_CREATED)
def create_coupon(coupon: Coupon, coupons: Coupons) -> object:
    return coupons.save(coupon)


@router.get("/{code}", response_model=Coupon)
def read_coupon(code: str, coupons: Coupons) -> object:
    coupon = coupons.by_code(code)
    if coupon is None:
        raise HTTPException(status.HTTP_404_NOT_FOUND, "Coupon not found")
    return coupon
