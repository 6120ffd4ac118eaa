"""What things cost; arithmetic only."""

from decimal import ROUND_HALF_UP, Decimal

CENT = Decimal("0.01")
BULK_QUANTITY = 10
BULK_FACTOR = Decimal("0.95")


def unit_price(price: Decimal, quantity: int) -> Decimal:
    """The price of one copy, cheaper in bulk."""
    if quantity < BULK_QUANTITY:
        return price
    return (price * BULK_FACTOR).quantize(CENT, ROUND_HALF_UP)


def discounted(total: Decimal, percent: int) -> Decimal:
    """The total less a discount in percent."""
    return (total * (100 - percent) / 100).quantize(CENT, ROUND_HALF_UP)
