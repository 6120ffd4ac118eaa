"""What the services refuse to do."""


class BookstoreError(Exception):
    pass


class OrderNotCancellable(BookstoreError):
    def __init__(self, order_id: int, status: str) -> None:
        super().__init__(f"order {order_id} is {status} and cannot be cancelled")
