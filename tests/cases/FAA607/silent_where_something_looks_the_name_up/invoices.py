def total(weight: int) -> int:
    from app import get_tax

    return weight * get_tax()
