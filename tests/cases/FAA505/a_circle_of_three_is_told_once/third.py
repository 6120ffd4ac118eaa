import first  # FAA505


def three() -> int:
    return first.one()
