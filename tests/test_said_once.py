"""What is repaired in one place is said once, however much of it there is."""

import pathlib

from flake8_fastapi_arch.catalog import catalog
from tests import harness

CASE = pathlib.Path(__file__).parent / "cases" / "FAA204" / "validated_by_hand"
MODELS = """\
from pydantic import BaseModel, ConfigDict


class Read(BaseModel):
    model_config = ConfigDict(from_attributes=True)


class CustomerOut(Read):
    name: str


class LineOut(Read):
    price: int


class OrderOut(Read):
    customer: CustomerOut
    lines: list[LineOut]
"""
APP = """\
from db import SessionDep
from fastapi import FastAPI
from models import Order
from shown import OrderOut
from sqlalchemy import select

app = FastAPI()


@app.get("/orders", response_model=list[OrderOut])
def read_orders(session: SessionDep) -> object:
    return session.scalars(select(Order)).all()
"""


def test_all_relationships_that_a_model_reads_of_a_query() -> None:
    """The finding names the first one, counts the others, and leads to each."""
    sources = {name: (CASE / name).read_text(encoding="utf-8") for name in ("db.py", "models.py")}
    checkers = [checker for checker in catalog() if checker.code == "FAA204"]
    [found] = harness.diagnostics({**sources, "shown.py": MODELS, "app.py": APP}, checkers)
    assert "`Order.customer` and 1 more" in found.message
    assert [step.message for step in found.match.related[1:]] == [
        "`Order.customer` loads when it is read",
        "`Order.lines` loads when it is read",
    ]
