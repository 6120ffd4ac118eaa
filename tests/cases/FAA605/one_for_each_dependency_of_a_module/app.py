from typing import Annotated

from fastapi import Depends, FastAPI

app = FastAPI()


def read_rate() -> int:
    return 20


def get_rate() -> int:
    return 20


def get_discount(rate: Annotated[int, Depends(get_rate)]) -> int:
    return rate // 10


@app.get("/price")
def read_price(weight: int, discount: Annotated[int, Depends(get_discount)]) -> int:
    return weight * discount


def double() -> int:
    return 2 * read_rate()

