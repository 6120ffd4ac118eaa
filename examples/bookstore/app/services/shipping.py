"""What it costs to send an order."""

from decimal import Decimal

from app.clients.carrier import CarrierClient
from app.schemas.orders import ShippingQuote

BOOK_WEIGHT_GRAMS = 450
FLAT_RATE = ShippingQuote(carrier="post", price=Decimal("4.90"), days=5)


class ShippingService:
    def __init__(self, carrier: CarrierClient) -> None:
        self.carrier = carrier

    def quote(self, copies: int, country: str) -> ShippingQuote:
        if not self.carrier.base_url:
            return FLAT_RATE
        price, days = self.carrier.rate(copies * BOOK_WEIGHT_GRAMS, country)
        return ShippingQuote(carrier="express", price=price, days=days)
