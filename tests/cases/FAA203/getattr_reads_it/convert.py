from models import Order


def shown(order: Order) -> dict[str, object]:
    lines, unread = getattr(order, "lines", []), getattr(order, "customer")
    return {"lines": len(lines), "notes": getattr(order, "notes", None), "customer": unread}
