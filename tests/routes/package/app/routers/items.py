from __future__ import annotations

from typing import TYPE_CHECKING

from fastapi import APIRouter, Depends, Query, Response, status

from app.models import Item, Page
from app.shared import Admin, private

if TYPE_CHECKING:
    from collections.abc import Sequence

router = APIRouter(prefix="/items", dependencies=[Depends(private)])
ONE = "/{item_id:int}"


@router.get("/", response_model=list[Item])
async def listing(q: str | None = None, size: int = Query(10)) -> Sequence:
    return []


@router.get(ONE)
def one(item_id: int) -> Item: ...


@router.post("", status_code=status.HTTP_201_CREATED, tags=["write"])
async def create(item: Item, admin: Admin) -> Item | None: ...


@router.delete(ONE, status_code=204)
async def remove(item_id: int, admin: Admin) -> None: ...


@router.get("/raw", deprecated=True, include_in_schema=False)
def raw() -> Response: ...


@router.get("/page")
@router.get("/pages")
def page() -> Page: ...
