from routers.books import TITLES  # FAA504
from routers.books import shown


def titles() -> list[str]:
    return [shown(title) for title in TITLES]
