"""Checkout and what follows it."""

import logging
import time
from datetime import datetime
from decimal import Decimal
from typing import Annotated

import httpx
from fastapi import APIRouter, BackgroundTasks, Depends, HTTPException, Query, status
from sqlalchemy import select

from app.config import settings
from app.db import AsyncDb
from app.dependencies import Orders, Shipping
from app.models import Book, Order, OrderItem
from app.promotions import Coupon
from app.schemas.orders import OrderCreate, OrderRead, OrderSummary, ShippingQuote
from app.security import CurrentUser, get_current_user
from app.services.mail import send_receipt

logger = logging.getLogger(__name__)

router = APIRouter(prefix="/orders", tags=["orders"], dependencies=[Depends(get_current_user)])


@router.get("")
def list_orders(
    user: CurrentUser,
    orders: Orders,
    limit: Annotated[int, Query(ge=1, le=100)] = 20,
    offset: Annotated[int, Query(ge=0)] = 0,
) -> list[OrderSummary]:
    return orders.summaries(user.id, limit, offset)


@router.post("", response_model=OrderRead, status_code=status.HTTP_201_CREATED)
async def create_order(
    payload: OrderCreate, user: CurrentUser, session: AsyncDb, background: BackgroundTasks
) -> object:
    total = Decimal("0.00")
    order = Order(user_id=user.id, status="pending", total=total)
    for line in payload.items:
        book = await session.scalar(select(Book).where(Book.id == line.book_id))
        if book is None:
            raise HTTPException(status.HTTP_404_NOT_FOUND, f"No book {line.book_id}")
        if book.stock < line.quantity:
            raise HTTPException(status.HTTP_409_CONFLICT, f"Only {book.stock} left: {book.title}")
        book.stock -= line.quantity
        price = book.price
        if line.quantity >= 10:
            price = (price * Decimal("0.95")).quantize(Decimal("0.01"))
        total += price * line.quantity
        order.items.append(
            OrderItem(book_id=line.book_id, quantity=line.quantity, unit_price=price)
        )

    if payload.coupon_code:
        coupon = await session.scalar(select(Coupon).where(Coupon.code == payload.coupon_code))
        if coupon is None or not coupon.active:
            raise HTTPException(status.HTTP_400_BAD_REQUEST, "This coupon is not valid")
        if coupon.expires_at is not None and coupon.expires_at < datetime.now():
            raise HTTPException(status.HTTP_400_BAD_REQUEST, "This coupon has expired")
        total = (total * (100 - coupon.percent) / 100).quantize(Decimal("0.01"))
        order.coupon_code = coupon.code

    order.total = total
    session.add(order)
    await session.flush()

    if settings.payment_api_url:
        async with httpx.AsyncClient(timeout=10) as client:
            answer = await client.post(
                f"{settings.payment_api_url}/charges",
                json={"order": order.id, "amount": str(total), "customer": user.email},
            )
        if answer.status_code == status.HTTP_402_PAYMENT_REQUIRED:
            raise HTTPException(status.HTTP_402_PAYMENT_REQUIRED, "The payment was declined")
        if answer.is_error:
            logger.error("payment of order %s failed: %s", order.id, answer.status_code)
            raise HTTPException(status.HTTP_502_BAD_GATEWAY, "The payment failed")
        order.payment_reference = answer.json()["reference"]
        order.status = "paid"

    await session.commit()
    background.add_task(send_receipt, session, order.id)
    logger.info("order %s of user %s: %s", order.id, user.id, total)
    return await session.get(Order, order.id, populate_existing=True)


@router.get("/{order_id}", response_model=OrderRead)
def read_order(order_id: int, user: CurrentUser, orders: Orders) -> object:
    try:
        order = orders.get(order_id, user.id)
        if order is None:
            raise HTTPException(status.HTTP_404_NOT_FOUND, "Order not found")
        return order
    except Exception as error:
        logger.exception("reading order %s", order_id)
        raise HTTPException(status.HTTP_500_INTERNAL_SERVER_ERROR, str(error)) from error


@router.post("/{order_id}/cancel", response_model=OrderRead)
async def cancel_order(order_id: int, user: CurrentUser, orders: Orders) -> object:
    order = orders.get(order_id, user.id)
    if order is None:
        raise HTTPException(status.HTTP_404_NOT_FOUND, "Order not found")
    if order.status == "paid":
        # The payment provider refuses refunds of charges that have not settled.
        time.sleep(settings.refund_settle_seconds)
    return orders.cancel(order)


@router.get("/{order_id}/shipping-quote")
async def shipping_quote(
    order_id: int, country: str, user: CurrentUser, orders: Orders, shipping: Shipping
) -> ShippingQuote:
    copies = orders.copies(order_id, user.id)
    return shipping.quote(copies, country)
