import third


def two() -> int:
    return third.three()
