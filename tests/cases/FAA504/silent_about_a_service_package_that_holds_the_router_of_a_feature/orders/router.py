from fastapi import APIRouter

from orders.schemas import Order
from orders.service import price

router = APIRouter()


@router.post("/orders")
def order(order: Order) -> int:
    return price(order)
