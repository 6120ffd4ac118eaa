from models import Order


def shown(order: Order, with_lines: bool = False) -> dict[str, object]:
    found: dict[str, object] = {"customer": order.customer.name}
    if with_lines:
        found["lines"] = [line.price for line in order.lines]
    return found
