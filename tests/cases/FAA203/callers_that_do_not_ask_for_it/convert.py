from models import Order


def shown(order: Order, with_lines: bool = False) -> dict[str, object]:
    if not with_lines:
        return {"id": order.id}
    return {"id": order.id, "lines": [line.price for line in order.lines]}
