from fastapi import HTTPException


class OutOfStock(HTTPException):
    def __init__(self, book_id: int) -> None:
        super().__init__(409, f"book {book_id} is out of stock")
