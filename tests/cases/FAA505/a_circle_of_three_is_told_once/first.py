import second


def one() -> int:
    return second.two()
