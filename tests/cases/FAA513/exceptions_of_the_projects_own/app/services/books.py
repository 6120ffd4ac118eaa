from app.errors import OutOfStock

stock: dict[int, int] = {}


def take(book_id: int) -> int:
    left = stock.get(book_id, 0)
    if not left:
        raise OutOfStock(book_id)
    return left - 1
