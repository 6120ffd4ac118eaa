from third import three


class Two:
    value = three()


def four() -> int:
    from first import one

    return one(Two())
