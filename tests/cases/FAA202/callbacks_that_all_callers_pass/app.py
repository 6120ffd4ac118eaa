from collections.abc import Callable, Iterator, Sequence
from typing import Annotated

from fastapi import Depends, FastAPI
from relay import relayed
from sqlalchemy import create_engine, text
from sqlalchemy.orm import Session, sessionmaker

app = FastAPI()
make_session = sessionmaker(create_engine("sqlite:///shop.db"))


def get_session() -> Iterator[Session]:
    with make_session() as session:
        yield session


SessionDep = Annotated[Session, Depends(get_session)]
COST = text("SELECT sum(cents) FROM usage WHERE day >= :day")


def cost_since(session: Session, day: int) -> int:
    return session.execute(COST, {"day": day}).scalar_one()


def worst(limits: Sequence[int], cost: Callable[[int], int]) -> int | None:
    found = None
    for limit in limits:
        if cost(limit) > 100:  # FAA202
            found = limit
    return found


def best(limits: Sequence[int], cost: Callable[[int], int]) -> int:
    return min(cost(limit) for limit in limits)


def retry(tries: Sequence[int], run: Callable[[int], int]) -> int:
    return sum(run(number) for number in tries)


@app.get("/worst")
def read_worst(days: str, session: SessionDep) -> int | None:
    return worst([int(day) for day in days.split()], lambda day: cost_since(session, day))


@app.get("/best")
def read_best(days: str, session: SessionDep) -> int:
    known: dict[int, int] = {}
    first = best([int(day) for day in days.split()], lambda day: cost_since(session, day))
    return first + best([int(day) for day in days.split()], lambda day: known[day])


@app.get("/retry")
def read_retry(days: str, run: Annotated[Callable[[int], int], Depends(lambda: abs)]) -> int:
    return retry([int(day) for day in days.split()], run)


@app.get("/relayed")
def read_relayed(days: str) -> list[int]:
    return relayed([int(day) for day in days.split()])
