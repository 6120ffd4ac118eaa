"""How many queries each route sends, as the command tells it."""

from __future__ import annotations

import json
import pathlib
import subprocess
import sys

import pytest

MODELS = """\
from sqlalchemy import ForeignKey
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship


class Base(DeclarativeBase):
    pass


class Order(Base):
    __tablename__ = "order"

    id: Mapped[int] = mapped_column(primary_key=True)
    lines: Mapped[list["Line"]] = relationship(back_populates="order")

    @property
    def size(self) -> int:
        return len(self.lines)


class Line(Base):
    __tablename__ = "line"

    id: Mapped[int] = mapped_column(primary_key=True)
    order_id: Mapped[int] = mapped_column(ForeignKey("order.id"), index=True)
    notes: Mapped[list["Note"]] = relationship()
    order: Mapped[Order] = relationship(back_populates="lines")


class Note(Base):
    __tablename__ = "note"

    id: Mapped[int] = mapped_column(primary_key=True)
    line_id: Mapped[int] = mapped_column(ForeignKey("line.id"), index=True)
"""
REPOSITORY = """\
from models import Line, Order
from sqlalchemy import func, select
from sqlalchemy.orm import Session, selectinload


class Orders:
    def __init__(self, session: Session) -> None:
        self.session = session

    def all(self):
        return self.session.scalars(select(Order)).all()

    def with_lines(self):
        return self.session.scalars(select(Order).options(selectinload(Order.lines))).all()

    def lines_of(self, order_id: int):
        return self.session.scalars(select(Line).where(Line.order_id == order_id)).all()

    def add(self, order: Order) -> Order:
        self.session.add(order)
        self.session.commit()
        self.session.refresh(order)
        return order

    def tree(self, number: int):
        found = self.session.get(Order, number)
        return [found, *self.tree(number + 1)] if found else []


def depth(value):
    return 1 + depth(value["inner"]) if "inner" in value else 0
"""
APP = """\
from typing import Annotated

import unknown_library
from fastapi import BackgroundTasks, Depends, FastAPI
from models import Line, Order
from pydantic import BaseModel
from repository import Orders, depth
from sqlalchemy import create_engine, func, select, text
from sqlalchemy.orm import Session, sessionmaker

app = FastAPI()
make_session = sessionmaker(create_engine("sqlite://"))


def get_session():
    with make_session() as session:
        yield session


def get_orders(session: Annotated[Session, Depends(get_session)]) -> Orders:
    return Orders(session)


def current_user(session: Annotated[Session, Depends(get_session)], name: str):
    return session.scalar(text("SELECT 1"), {"name": name})


Db = Annotated[Session, Depends(get_session)]
Repo = Annotated[Orders, Depends(get_orders)]


class LineOut(BaseModel):
    id: int


class OrderOut(BaseModel):
    id: int
    lines: list[LineOut]


@app.get("/none")
def none() -> int:
    return depth({})


@app.get("/one")
def one(session: Db):
    return session.scalar(select(func.count()).select_from(Order))


@app.get("/dependency", dependencies=[Depends(current_user)])
def dependency(session: Db, again: Annotated[object, Depends(current_user)]):
    return session.scalar(select(func.count()).select_from(Order))


@app.get("/branches")
def branches(orders: Repo, session: Db, short: bool = False):
    if short:
        return session.scalar(text("SELECT 1"))
    session.execute(text("SELECT 2"))
    if session.execute(text("SELECT 3")).first():
        session.execute(text("SELECT 4"))
        session.execute(text("SELECT 5"))
    else:
        orders.all()
    return None


@app.get("/loop")
def loop(orders: Repo):
    return [orders.lines_of(order.id) for order in orders.all()]


@app.get("/nested")
def nested(orders: Repo, session: Db):
    for order in orders.all():
        for line in orders.lines_of(order.id):
            session.get(Line, line.id)


@app.get("/few")
def few(session: Db):
    for name in ("a", "b", "c"):
        session.execute(text("SELECT :name"), {"name": name})


@app.get("/lazy")
def lazy(orders: Repo):
    return [len(line.notes) for order in orders.all() for line in order.lines]


@app.get("/named")
def named(orders: Repo):
    return [len(getattr(order, "lines", [])) for order in orders.all()]


@app.get("/property")
def by_property(orders: Repo):
    return [order.size for order in orders.all()]


@app.get("/eager-property")
def eager_property(orders: Repo):
    return [order.size for order in orders.with_lines()]


@app.get("/eager")
def eager(orders: Repo):
    return [len(order.lines) for order in orders.with_lines()]


@app.get("/response", response_model=list[OrderOut])
def response(orders: Repo):
    return orders.all()


@app.post("/added")
def added(orders: Repo):
    return orders.add(Order()).id


@app.get("/recursive")
def recursive(orders: Repo):
    return orders.tree(1)


@app.get("/unknown")
def unknown(session: Db):
    return unknown_library.paginate(session, select(Order))


@app.get("/unknown-but-harmless")
def harmless(session: Db):
    return unknown_library.show(session.scalar(text("SELECT 1")))


@app.post("/afterwards")
def afterwards(orders: Repo, tasks: BackgroundTasks):
    tasks.add_task(orders.all)
"""
EXPECTED = {
    "/none": "0",
    "/one": "1",
    "/dependency": "2",
    "/branches": "4",
    "/loop": "1 + N",
    "/nested": "1 + N + N·M",
    "/few": "3",
    "/lazy": "1 + N + N·M",
    "/named": "1 + N",
    "/property": "1 + N",
    "/eager-property": "2",
    "/eager": "2",
    "/response": "1 + N",
    "/added": "2",
    "/recursive": None,
    "/unknown": None,
    "/unknown-but-harmless": "1",
    "/afterwards": "0",
}


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> pathlib.Path:
    directory = tmp_path_factory.mktemp("shop")
    for name, source in (("models", MODELS), ("repository", REPOSITORY), ("app", APP)):
        (directory / f"{name}.py").write_text(source)
    return directory


def routes(directory: pathlib.Path, form: str) -> str:
    command = [sys.executable, "-m", "flake8_fastapi_arch", "routes", "--format", form]
    done = subprocess.run(command, cwd=directory, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout


def test_each_route_says_how_many_queries_it_sends(project: pathlib.Path) -> None:
    found = {record["path"]: record["queries"] for record in json.loads(routes(project, "json"))}
    assert found == EXPECTED


def test_the_table_shows_what_is_not_known(project: pathlib.Path) -> None:
    rows = routes(project, "markdown").splitlines()
    column = rows[0].split(" | ").index("Queries")
    cells = {row.split(" | ")[1]: row.split(" | ")[column] for row in rows[2:]}
    assert cells["/loop"] == "1 + N"
    assert cells["/unknown"] == "?"
