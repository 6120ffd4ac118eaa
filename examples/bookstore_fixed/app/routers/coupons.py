"""Coupons, for administrators."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path, status

from app.dependencies import CouponServiceDep, PagingDep, require_admin
from app.schemas.coupons import CouponCreate, CouponRead

router = APIRouter(prefix="/coupons", tags=["coupons"], dependencies=[Depends(require_admin)])


@router.get("")
async def list_coupons(coupons: CouponServiceDep, paging: PagingDep) -> list[CouponRead]:
    """Coupons by code."""
    rows = await coupons.page(paging.limit, paging.offset)
    return [CouponRead.model_validate(coupon) for coupon in rows]


@router.post("", status_code=status.HTTP_201_CREATED)
async def create_coupon(payload: CouponCreate, coupons: CouponServiceDep) -> CouponRead:
    """Issue a coupon."""
    return CouponRead.model_validate(await coupons.create(payload))


@router.get("/{code}")
async def read_coupon(
    code: Annotated[str, Path(max_length=32)], coupons: CouponServiceDep
) -> CouponRead:
    """One coupon."""
    return CouponRead.model_validate(await coupons.get(code))
