"""The shop's own words: what an order can be, and what the services refuse to do."""

from enum import StrEnum


class OrderStatus(StrEnum):
    """The life of an order."""

    PENDING = "pending"
    PAID = "paid"
    SHIPPED = "shipped"
    CANCELLED = "cancelled"


class BookstoreError(Exception):
    """A refusal, worded for the customer."""

    def __init__(self, detail: str) -> None:
        super().__init__(detail)
        self.detail = detail


class NotFound(BookstoreError):
    """There is no such thing, or none that this user may see."""


class Conflict(BookstoreError):
    """It contradicts what is stored."""


class Rejected(BookstoreError):
    """It is well-formed and not acceptable."""


class Unauthenticated(BookstoreError):
    """Nobody knows who is asking."""


class Forbidden(BookstoreError):
    """It is known who is asking, and they may not."""


class PaymentDeclined(BookstoreError):
    """The customer's bank said no."""


class UpstreamFailure(BookstoreError):
    """A service that the shop relies on did not answer properly."""
