"""What is said of a project while its texts are typed is what is said of it once they are saved."""

from __future__ import annotations

import ast
import pathlib
import random
import shutil
import textwrap
from collections.abc import Iterator

import pytest

from flake8_fastapi_arch.analysis import Analysis
from flake8_fastapi_arch.catalog import catalog
from flake8_fastapi_arch.project.modules.files import python_files
from flake8_fastapi_arch.project.settings import Settings

BOOKSTORE = pathlib.Path(__file__).parent.parent / "examples" / "bookstore"

# What is found here depends on another module each time, in another way.
LINKED = {
    "main.py": """
        from fastapi import FastAPI, Request
        from app import found, jobs, ledger, orders, store

        app = FastAPI()
        app.state.store = store.open_store()
        app.include_router(orders.router)
        app.include_router(found.router)


        @app.get("/stock")
        async def stock(request: Request):
            return request.app.state.store.fetch("stock")


        @app.get("/report")
        async def report():
            return jobs.run(jobs.Report())


        @app.get("/ledger")
        async def booked():
            return await ledger.book(store.open_store())
    """,
    "app/__init__.py": "",
    "app/store.py": """
        import requests


        class Base:
            def fetch(self, key):
                return key


        class Store(Base):
            def fetch(self, key):
                return requests.get(key, timeout=5).json()


        def open_store():
            return Store()
    """,
    "app/jobs.py": """
        from abc import ABC, abstractmethod


        class Job(ABC):
            @abstractmethod
            def work(self):
                raise NotImplementedError


        class Report(Job):
            def work(self):
                return 1


        def run(job: Job):
            return job.work()
    """,
    "app/orders.py": """
        from fastapi import APIRouter
        from app.names import *
        from app.names import client

        router = APIRouter()


        @router.get("/orders")
        async def orders():
            return charge(client, 1)
    """,
    # What these say depends on what the project holds of a name, wherever that is.
    "app/late.py": "",
    "app/found.py": """
        import requests
        from fastapi import APIRouter, Request
        from sqlalchemy.orm import DeclarativeBase, Mapped, relationship

        router = APIRouter()


        class Base(DeclarativeBase):
            pass


        class Customer(Base):
            orders = relationship("Order")


        def read_all(source):
            return source.fetch("all")


        @router.get("/all")
        async def all_of_it(request: Request, customer: Customer):
            customer.orders[0].send()
            request.app.state.late.fetch("late")
            return read_all(None)
    """,
    "app/sent.py": """
        import requests
        from app.found import Base


        class Order(Base):
            def send(self):
                requests.post("https://shop.example", timeout=5)
    """,
    # Requests come here only as long as others call these.
    "app/ledger.py": """
        import time
        from app.store import Store


        async def book(store: Store):
            time.sleep(1)


        async def balance():
            time.sleep(2)
            assert book
    """,
    "app/names.py": """
        import httpx
        from app.store import Store

        client = Store()


        def charge(via, amount):
            return via.fetch(amount)
    """,
}
TYPED = [
    ("app/store.py", "return requests.get(key, timeout=5).json()", "return key"),
    ("app/store.py", "return Store()", "return Base()"),
    ("app/store.py", "class Store(Base)", "class Shop(Base)"),
    ("app/store.py", "class Store(Base):\n    def fetch", "class Store(Base):\n    def load"),
    ("app/jobs.py", "return 1", "import time; return time.sleep(1)"),
    ("app/jobs.py", "class Report(Job):", "import time\n\n\nclass Other(Job):\n"
     "    def work(self):\n        return time.sleep(1)\n\n\nclass Report(Job):"),
    ("app/names.py", "client = Store()", "client = httpx.AsyncClient()"),
    ("app/names.py", "return via.fetch(amount)", "return amount"),
    ("app/names.py", "def charge", "def bill"),
    ("app/orders.py", "charge(client, 1)", "charge(None, 1)"),
    ("app/orders.py", "@router.get", "@router.post"),
    ("app/late.py", "", "class Order:\n    pass\n"),
    ("app/late.py", "", "from app import found, store\n\n\ndef late():\n"
     "    return found.read_all(store.Store())\n"),
    ("app/late.py", "", "from fastapi import FastAPI\nfrom app import store\n\n\n"
     "def late(app: FastAPI):\n    app.state.late = store.Store()\n"),
    ("main.py", "app.state.store = store.open_store()", "app.state.store = None"),
    ("main.py", "jobs.run(jobs.Report())", "store.open_store().fetch('report')"),
    ("main.py", "app.include_router(orders.router)", "pass"),
    ("main.py", "ledger.book(store.open_store())", "ledger.balance()"),
    ("app/ledger.py", "async def book(", "async def write("),
    ("app/ledger.py", "    time.sleep(1)", "    await balance()"),
]  # fmt: skip


def analysis_of(root: pathlib.Path, cache: str | None = None) -> Analysis:
    options = {option.name: option.default for c in catalog() for option in c.options}
    return Analysis(Settings(root=str(root), options=options, cache=cache), catalog())


def said(analysis: Analysis, root: pathlib.Path, texts: dict[str, str]) -> list[tuple[object, ...]]:
    return [
        (path, d.checker.code, d.match.line, d.match.col, d.message, d.advice, d.match.related)
        for path, text in texts.items()
        for d in analysis.check(str(root / path), text)
    ]


def assert_the_same(analysis: Analysis, root: pathlib.Path, texts: dict[str, str]) -> None:
    """*analysis* was told of *texts*, one after the other; another reads them from disk."""
    typed = said(analysis, root, texts)
    for path, text in texts.items():
        (root / path).write_text(text)
    assert typed == said(analysis_of(root), root, texts)


@pytest.fixture
def linked(tmp_path: pathlib.Path) -> tuple[pathlib.Path, dict[str, str]]:
    texts = {path: textwrap.dedent(text) for path, text in LINKED.items()}
    for path, text in texts.items():
        (tmp_path / path).parent.mkdir(exist_ok=True)
        (tmp_path / path).write_text(text)
    return tmp_path, texts


@pytest.mark.parametrize(("path", "old", "new"), TYPED)
def test_what_is_typed_in_one_module_is_seen_in_all(
    linked: tuple[pathlib.Path, dict[str, str]], path: str, old: str, new: str
) -> None:
    root, texts = linked
    analysis = analysis_of(root)
    before = said(analysis, root, texts)
    assert old in texts[path]
    revised = {**texts, path: texts[path].replace(old, new) if old else new}
    analysis.revise(str(root / path), revised[path])
    assert_the_same(analysis, root, revised)
    assert said(analysis, root, revised) != before
    analysis.revise(str(root / path), texts[path])  # taken back
    assert said(analysis, root, texts) == before


@pytest.mark.parametrize(("path", "old", "new"), TYPED)
def test_what_was_kept_before_a_change_is_not_said_after_it(
    linked: tuple[pathlib.Path, dict[str, str]], path: str, old: str, new: str
) -> None:
    root, texts = linked
    said(analysis_of(root, ".cache"), root, texts)
    texts[path] = texts[path].replace(old, new) if old else new
    unsaved = {path: texts[path]}
    assert said(analysis_of(root, ".cache"), root, unsaved) == said(
        analysis_of(root), root, unsaved
    )
    (root / path).write_text(texts[path])
    for each, text in texts.items():
        judged_alone = said(analysis_of(root, ".cache"), root, {each: text})
        assert judged_alone == said(analysis_of(root), root, {each: text})


def test_what_is_typed_here_and_there(linked: tuple[pathlib.Path, dict[str, str]]) -> None:
    root, texts = linked
    analysis = analysis_of(root)
    chance = random.Random(7)
    for path, old, new in chance.sample(TYPED, len(TYPED)):
        texts[path] = texts[path].replace(old, new) if old else new
        analysis.revise(str(root / path), texts[path])
        assert_the_same(analysis, root, texts)


@pytest.mark.parametrize("seed", range(3))
def test_statements_that_go_and_come_back(tmp_path: pathlib.Path, seed: int) -> None:
    root = tmp_path / "bookstore"
    shutil.copytree(BOOKSTORE, root, ignore=shutil.ignore_patterns(".*"))
    texts = {path: (root / path).read_text() for path in python_files(root)}
    analysis = analysis_of(root)
    said(analysis, root, texts)
    chance = random.Random(seed)
    for _ in range(4):
        path = chance.choice(sorted(path for path, text in texts.items() if text))
        before = texts[path]
        texts[path] = chance.choice([*without_a_statement(before)] or [before])
        analysis.revise(str(root / path), texts[path])
        assert_the_same(analysis, root, texts)
        if chance.random() < 0.5:
            texts[path] = before
            analysis.revise(str(root / path), before)


def without_a_statement(text: str) -> Iterator[str]:
    """*text* without one of its statements, for each; ``pass`` holds its place."""
    lines = text.splitlines(keepends=True)
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.stmt) and node.end_lineno is not None:
            first = min([node.lineno, *(d.lineno for d in getattr(node, "decorator_list", []))])
            left = [
                *lines[: first - 1],
                " " * node.col_offset + "pass\n",
                *lines[node.end_lineno :],
            ]
            yield "".join(left)
