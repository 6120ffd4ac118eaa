from routers import served


@served.get("/more")
def read_more() -> None: ...  # FAA116


def by_hand() -> None: ...


served.add_api_route("/by-hand", by_hand)  # FAA116
