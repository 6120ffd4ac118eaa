from shop.books import Book
from shop.orders import Order

__all__ = ["Book", "Order"]
