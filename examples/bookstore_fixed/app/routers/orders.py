"""Checkout and what follows it."""

from typing import Annotated

from fastapi import APIRouter, BackgroundTasks, Depends, Query, status

from app.dependencies import (
    CurrentUser,
    MailerDep,
    OrderServiceDep,
    PagingDep,
    ShippingServiceDep,
    get_current_user,
)
from app.domain import OrderStatus
from app.schemas.orders import OrderCreate, OrderRead, OrderSummary, ShippingQuote

router = APIRouter(prefix="/orders", tags=["orders"], dependencies=[Depends(get_current_user)])


@router.get("")
async def list_orders(
    user: CurrentUser, orders: OrderServiceDep, paging: PagingDep
) -> list[OrderSummary]:
    """Your orders, newest first."""
    return [
        OrderSummary(
            id=order.id,
            status=OrderStatus(order.status),
            total=order.total,
            titles=[item.book.title for item in order.items],
        )
        for order in await orders.page(user, paging.limit, paging.offset)
    ]


@router.post("", status_code=status.HTTP_201_CREATED)
async def create_order(
    payload: OrderCreate,
    user: CurrentUser,
    orders: OrderServiceDep,
    mailer: MailerDep,
    background: BackgroundTasks,
) -> OrderRead:
    """Order a basket; the receipt follows by mail."""
    order = await orders.place(user, payload)
    background.add_task(mailer.send_receipt, user.email, user.full_name, order.id, order.total)
    return OrderRead.model_validate(order)


@router.get("/{order_id}")
async def read_order(order_id: int, user: CurrentUser, orders: OrderServiceDep) -> OrderRead:
    """One of your orders."""
    return OrderRead.model_validate(await orders.get(order_id, user))


@router.post("/{order_id}/cancel")
async def cancel_order(order_id: int, user: CurrentUser, orders: OrderServiceDep) -> OrderRead:
    """Call an order off, if it is not on its way."""
    return OrderRead.model_validate(await orders.cancel(order_id, user))


@router.get("/{order_id}/shipping-quote")
async def read_shipping_quote(
    order_id: int,
    country: Annotated[str, Query(min_length=2, max_length=2)],
    user: CurrentUser,
    shipping: ShippingServiceDep,
) -> ShippingQuote:
    """What sending an order costs."""
    return await shipping.quote(order_id, user, country)
