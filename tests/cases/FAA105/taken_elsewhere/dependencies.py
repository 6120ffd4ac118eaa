from typing import Annotated

from fastapi import Depends, Path, Request
from pydantic import BaseModel


class Paging:
    def __init__(self, shop_id: int, limit: int = 10) -> None:
        self.shop_id = shop_id


class Member:
    def __init__(self, role: str) -> None:
        self.role = role

    def __call__(self, team_id: int) -> str:
        return self.role


def find_order(order_id: int) -> int:
    return order_id


def checked_order(order: Annotated[int, Depends(find_order)]) -> int:
    return order


Order = Annotated[int, Depends(checked_order)]


class Ids(BaseModel):
    first: int
    second: int


def tenant(request: Request) -> str:
    return request.path_params["tenant"]


def inspected(request: Request) -> str:
    return look_at(1, request=request)


def look_at(depth: int, request: Request) -> str:
    return "/".join(request.path_params.values())


def by_alias(key: Annotated[int, Path(alias="item_id")]) -> int:
    return key
