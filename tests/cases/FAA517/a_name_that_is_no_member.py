import enum
from typing import Annotated

from fastapi import FastAPI, HTTPException, Query

app = FastAPI()


class Order(enum.Enum):
    NEWEST = 1
    OLDEST = 2


class Lenient(enum.EnumMeta):
    def __getitem__(cls, name: str):
        return next(iter(cls))


class Kept(enum.Enum, metaclass=Lenient):
    ONLY = 1


NAMES = {"a": 1}


@app.get("/ordered")
def ordered(order: str = "newest") -> int:
    return Order[order.upper()].value  # FAA517


@app.get("/plain/{order}")
def plain(order: str) -> int:
    chosen = Order[order]  # FAA517
    return chosen.value


@app.get("/sorted")
def sort(sort: str | None = None) -> list[int]:
    found = []
    if sort is not None:
        for item in sort.split(","):
            field, direction = item.split(":")
            found.append(Order[direction.upper()].value)  # FAA517
    return found


@app.get("/asked/{order}")
def asked(order: str) -> int:
    if order not in Order.__members__:
        raise HTTPException(422)
    return Order[order].value


@app.get("/caught/{order}")
def caught(order: str) -> int:
    try:
        return Order[order].value
    except KeyError as error:
        raise HTTPException(422) from error


@app.get("/shaped/{order}")
def shaped(order: Annotated[str, Query(pattern="NEWEST|OLDEST")]) -> int:
    return Order[order].value


@app.get("/lenient/{order}")
def lenient(order: str) -> int:
    return Kept[order].value


@app.get("/other/{name}")
def other(name: str) -> int:
    return NAMES[name]


@app.get("/written")
def written() -> int:
    return Order["NEWEST"].value
