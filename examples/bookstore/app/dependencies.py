"""Services, as routes ask for them."""

from functools import lru_cache
from typing import Annotated

from fastapi import Depends

from app.clients.carrier import CarrierClient
from app.config import settings
from app.db import DbSession
from app.repositories.books import BookRepository
from app.repositories.orders import OrderRepository
from app.services.books import BookService
from app.services.orders import OrderService
from app.services.shipping import ShippingService


def get_book_service(db: DbSession) -> BookService:
    return BookService(BookRepository(db))


def get_order_service(db: DbSession) -> OrderService:
    return OrderService(OrderRepository(db))


@lru_cache
def get_shipping_service() -> ShippingService:
    return ShippingService(CarrierClient(settings.carrier_api_url))


Books = Annotated[BookService, Depends(get_book_service)]
Orders = Annotated[OrderService, Depends(get_order_service)]
Shipping = Annotated[ShippingService, Depends(get_shipping_service)]
