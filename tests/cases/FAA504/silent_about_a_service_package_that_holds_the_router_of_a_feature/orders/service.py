from orders.schemas import Order


def price(order: Order) -> int:
    return order.weight
