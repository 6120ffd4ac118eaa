from app.exceptions import OrderNotCancellable
from app.models import Order
from app.repositories.orders import OrderRepository
from app.schemas.orders import OrderSummary


class OrderService:
    def __init__(self, orders: OrderRepository) -> None:
        self.orders = orders

    def get(self, order_id: int, user_id: int) -> Order | None:
        return self.orders.get_for_user(order_id, user_id)

    def summaries(self, user_id: int, limit: int, offset: int) -> list[OrderSummary]:
        summaries = []
        for order in self.orders.list_for_user(user_id, limit, offset):
            titles = [item.book.title for item in order.items]
            summaries.append(
                OrderSummary(id=order.id, status=order.status, total=order.total, titles=titles)
            )
        return summaries

    def copies(self, order_id: int, user_id: int) -> int:
        order = self.orders.get_for_user(order_id, user_id)
        return sum(item.quantity for item in order.items)

    def cancel(self, order: Order) -> Order:
        if order.status not in ("pending", "paid"):
            raise OrderNotCancellable(order.id, order.status)
        for item in order.items:
            item.book.stock += item.quantity
        order.status = "cancelled"
        return self.orders.save(order)
