"""What it costs to send an order."""

from decimal import Decimal

from app.clients.carrier import CarrierClient
from app.domain import NotFound
from app.models import User
from app.repositories.orders import OrderRepository
from app.schemas.orders import ShippingQuote

BOOK_WEIGHT_GRAMS = 450
FLAT_RATE = ShippingQuote(carrier="post", price=Decimal("4.90"), days=5)


class ShippingService:
    """Quotes, by the carrier if there is one."""

    def __init__(self, orders: OrderRepository, carrier: CarrierClient) -> None:
        self.orders = orders
        self.carrier = carrier

    async def quote(self, order_id: int, user: User, country: str) -> ShippingQuote:
        """What sending one of the user's orders costs; raises `NotFound`."""
        copies = await self.orders.copies(order_id, user.id)
        if copies is None:
            raise NotFound("Order not found")
        rate = await self.carrier.rate(copies * BOOK_WEIGHT_GRAMS, country)
        if rate is None:
            return FLAT_RATE
        return ShippingQuote(carrier="express", price=rate.price, days=rate.days)
