from models import Order


def shown(order: Order) -> dict[str, object]:
    lines, unread = getattr(order, "lines", []), getattr(order, "customer")
    return {"lines": len(lines), "notes": getattr(order, "notes", None), "customer": unread}


def copied(order: Order) -> dict[str, object]:
    found = dict(order.__dict__)
    found["size"] = len(order.lines)
    return found


def careful(order: Order) -> dict[str, object]:
    found: dict[str, object] = {"id": order.id}
    if "lines" in order.__dict__:
        found["size"] = len(order.lines)
    return found


def more_careful(order: Order) -> int:
    return len(order.lines) if order.__dict__.get("lines") else 0
