"""Checkout and what follows it."""

import logging
from collections.abc import Sequence
from datetime import UTC, datetime
from decimal import Decimal

from app.clients.payments import PaymentClient
from app.domain import BookstoreError, Conflict, NotFound, OrderStatus, Rejected
from app.models import Book, Order, OrderItem, User
from app.repositories.books import BookRepository
from app.repositories.coupons import CouponRepository
from app.repositories.orders import OrderRepository
from app.schemas.orders import OrderCreate, OrderLine
from app.services.pricing import discounted, unit_price

logger = logging.getLogger(__name__)

CANCELLABLE = (OrderStatus.PENDING, OrderStatus.PAID)


class OrderService:
    """What customers do with orders."""

    def __init__(
        self,
        orders: OrderRepository,
        books: BookRepository,
        coupons: CouponRepository,
        payments: PaymentClient,
    ) -> None:
        self.orders = orders
        self.books = books
        self.coupons = coupons
        self.payments = payments

    async def page(self, user: User, limit: int, offset: int) -> Sequence[Order]:
        """Some of the user's orders, with their items and books."""
        return await self.orders.page_of_user(user.id, limit, offset)

    async def get(self, order_id: int, user: User) -> Order:
        """One of the user's orders, with its items; raises `NotFound`."""
        order = await self.orders.get_for_user(order_id, user.id)
        if order is None:
            raise NotFound("Order not found")
        return order

    async def place(self, user: User, payload: OrderCreate) -> Order:
        """A new order, paid if payments are on.

        The books are reserved first and the provider is asked outside the transaction; what it
        declines is cancelled again.
        """
        books = await self.books.lock({line.book_id for line in payload.items})
        items = [reserve(line, books) for line in payload.items]
        total = sum((item.unit_price * item.quantity for item in items), Decimal("0.00"))
        if payload.coupon_code:
            total = discounted(total, await self.discount(payload.coupon_code))
        order = Order(
            user_id=user.id,
            status=OrderStatus.PENDING.value,
            total=total,
            coupon_code=payload.coupon_code,
            items=items,
        )
        await self.orders.add(order)
        await self.pay(order, user)
        logger.info("order %s of user %s: %s", order.id, user.id, total)
        return order

    async def cancel(self, order_id: int, user: User) -> Order:
        """The order, cancelled; raises `Conflict` when it is too late."""
        order = await self.get(order_id, user)
        if OrderStatus(order.status) not in CANCELLABLE:
            raise Conflict(f"The order is {order.status} and cannot be cancelled")
        await self.release(order)
        return order

    async def discount(self, code: str) -> int:
        """A coupon's discount in percent; raises `Rejected` when it is not valid."""
        coupon = await self.coupons.get_by_code(code)
        if coupon is None or not coupon.is_valid(datetime.now(UTC)):
            raise Rejected("This coupon is not valid")
        return coupon.percent

    async def pay(self, order: Order, user: User) -> None:
        """Charge the customer; an order that cannot be paid is cancelled."""
        try:
            reference = await self.payments.charge(order.id, order.total, user.email)
        except BookstoreError:
            await self.release(order)
            raise
        if reference is not None:
            order.payment_reference = reference
            order.status = OrderStatus.PAID.value
            await self.orders.save()

    async def release(self, order: Order) -> None:
        """Cancel an order and put its books back on the shelf."""
        books = await self.books.lock({item.book_id for item in order.items})
        for item in order.items:
            books[item.book_id].stock += item.quantity
        order.status = OrderStatus.CANCELLED.value
        await self.orders.save()


def reserve(line: OrderLine, books: dict[int, Book]) -> OrderItem:
    """A line's item, its copies taken off the shelf; raises `NotFound` or `Conflict`."""
    book = books.get(line.book_id)
    if book is None:
        raise NotFound(f"There is no book {line.book_id}")
    if book.stock < line.quantity:
        raise Conflict(f"Only {book.stock} left of {book.title}")
    book.stock -= line.quantity
    return OrderItem(
        book_id=book.id,
        quantity=line.quantity,
        unit_price=unit_price(book.price, line.quantity),
    )
