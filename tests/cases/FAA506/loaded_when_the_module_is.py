import time

from fastapi import FastAPI

app = FastAPI()
PRICES = {"chair": 10, "table": 50}
cheap: set[str] = set()
_prices_cache: tuple[float, list[int]] | None = None
seen: set[str] = set()


def load(prices: dict[str, int]) -> None:
    for name, price in prices.items():
        if price < 20:
            cheap.add(name)


def note(name: str) -> None:
    seen.add(name)  # FAA506


load(PRICES)


@app.post("/prices")
def set_prices(prices: dict[str, int]) -> None:
    load(prices)


@app.get("/prices")
def read_prices(name: str) -> list[int]:
    global _prices_cache
    note(name)
    kept = _prices_cache
    if kept is not None and time.monotonic() - kept[0] < 60:
        return kept[1]
    _prices_cache = (time.monotonic(), list(PRICES.values()))
    return _prices_cache[1]
