"""The example shops are no fiction: they run, and the defects of one are gone from the other.

Both have a package named ``app``. Each is imported for one test class and then forgotten; Alembic
and the shops' own tests run in processes of their own.
"""

from __future__ import annotations

import dataclasses
import gc
import importlib
import os
import pathlib
import re
import secrets
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from typing import Any

import httpx
import jwt
import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine, event

pytestmark = pytest.mark.skipif(
    sys.version_info < (3, 11), reason="the shops pin packages that need Python 3.11"
)

EXAMPLES = pathlib.Path(__file__).parent.parent / "examples"
SHOPS = ("bookstore", "bookstore_fixed")
API = "/api/v1"
PASSWORD = "correct horse"
BEFORE_LANGUAGES = "8d20b4c6f591"

Headers = dict[str, str]


def environment_of(name: str, database: pathlib.Path) -> dict[str, str]:
    """A shop's settings: one has a sync engine beside the async one, the other wants a secret."""
    sync_url, async_url = f"sqlite:///{database}", f"sqlite+aiosqlite:///{database}"
    if name == "bookstore":
        return {"BOOKSTORE_DATABASE_URL": sync_url, "BOOKSTORE_ASYNC_DATABASE_URL": async_url}
    return {
        "BOOKSTORE_DATABASE_URL": async_url,
        "BOOKSTORE_JWT_SECRET": secrets.token_urlsafe(48),
    }


def run_in(name: str, database: pathlib.Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run a Python module in a shop's directory."""
    inherited = {key: value for key, value in os.environ.items() if "PYTEST" not in key}
    return subprocess.run(
        [sys.executable, "-m", *arguments],
        cwd=EXAMPLES / name,
        env=inherited | environment_of(name, database) | {"PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        check=False,
    )


def migrate(name: str, database: pathlib.Path, *arguments: str) -> None:
    completed = run_in(name, database, "alembic", *arguments)
    assert completed.returncode == 0, completed.stderr


def tables_in(database: pathlib.Path) -> set[str]:
    with sqlite3.connect(database) as connection:
        rows = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        return {name for (name,) in rows}


@dataclasses.dataclass(frozen=True)
class Shop:
    """A running shop with a customer, an administrator and one book."""

    client: TestClient
    database: pathlib.Path
    app: Any
    customer: Headers
    admin: Headers
    author_id: int
    book_id: int

    def get(self, path: str, headers: Headers | None = None, **query: str) -> httpx.Response:
        return self.client.get(f"{API}{path}", headers=headers, params=query or None)

    def post(self, path: str, body: object, headers: Headers | None = None) -> httpx.Response:
        return self.client.post(f"{API}{path}", json=body, headers=headers)

    def delete(self, path: str, headers: Headers | None = None) -> httpx.Response:
        return self.client.delete(f"{API}{path}", headers=headers)

    def order(self, quantity: int = 1) -> int:
        """The id of a new order."""
        basket = {"items": [{"book_id": self.book_id, "quantity": quantity}]}
        ordered = self.post("/orders", basket, self.customer)
        assert ordered.status_code == 201, ordered.text
        return int(ordered.json()["id"])


def log_in(client: TestClient, email: str) -> Headers:
    account = {"email": email, "full_name": "Ann", "password": PASSWORD}
    assert client.post(f"{API}/auth/register", json=account).status_code == 201
    form = {"username": email, "password": PASSWORD}
    token = client.post(f"{API}/auth/token", data=form).json()["access_token"]
    return {"Authorization": f"Bearer {token}"}


def make_admin(database: pathlib.Path, email: str) -> None:
    with sqlite3.connect(database) as connection:
        connection.execute("UPDATE users SET is_admin = 1 WHERE email = ?", (email,))


def book_of(author_id: int, number: int) -> dict[str, object]:
    return {
        "title": f"Dune {number}",
        "isbn": f"978000000{number:04}",
        "genre": "sf",
        "price": "9.90",
        "stock": 20,
        "author_id": author_id,
    }


def open_shop(name: str, directory: pathlib.Path) -> Iterator[Shop]:
    """Import a shop, serve it from a new database, and forget it."""
    database = directory / "shop.db"
    migrate(name, database, "upgrade", "head")
    assert "app" not in sys.modules
    with pytest.MonkeyPatch.context() as patch:
        for key, value in environment_of(name, database).items():
            patch.setenv(key, value)
        patch.chdir(directory)
        patch.syspath_prepend(EXAMPLES / name)
        patch.setattr(sys, "dont_write_bytecode", True)
        try:
            application = importlib.import_module("app.main").app
            with TestClient(application, raise_server_exceptions=False) as client:
                customer = log_in(client, "customer@example.com")
                admin = log_in(client, "admin@example.com")
                make_admin(database, "admin@example.com")
                author = client.post(
                    f"{API}/authors", json={"name": "Frank Herbert"}, headers=admin
                )
                author_id = int(author.json()["id"])
                book = client.post(f"{API}/books", json=book_of(author_id, 0), headers=admin)
                book_id = int(book.json()["id"])
                yield Shop(client, database, application, customer, admin, author_id, book_id)
        finally:
            for module in [key for key in sys.modules if key == "app" or key.startswith("app.")]:
                del sys.modules[module]


@pytest.fixture(scope="class")
def shop(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Shop]:
    """The shop that the test class names, open until its last test."""
    name: str = request.cls.directory
    yield from open_shop(name, tmp_path_factory.mktemp(name))


def statements_of_list(shop: Shop, engine: Engine, path: str, headers: Headers | None) -> int:
    """How many statements a GET of *path* takes."""
    statements: list[str] = []

    def remember(connection: object, cursor: object, statement: str, *rest: object) -> None:
        statements.append(statement)

    event.listen(engine, "before_cursor_execute", remember)
    try:
        assert shop.get(path, headers).status_code == 200
    finally:
        event.remove(engine, "before_cursor_execute", remember)
    return len(statements)


def expired(headers: Headers, secret: str) -> Headers:
    """The same bearer's token, ten minutes after its end."""
    token = headers["Authorization"].removeprefix("Bearer ")
    claims = jwt.decode(token, options={"verify_signature": False})
    claims["exp"] = int(time.time()) - 600
    return {"Authorization": f"Bearer {jwt.encode(claims, secret, algorithm='HS256')}"}


INJECTION = "x' UNION SELECT id, email, 0 FROM users --"


@pytest.mark.filterwarnings("ignore:The garbage collector is trying to clean up")
class TestBookstore:
    """The shop whose defects are real."""

    directory = "bookstore"

    def test_it_sells_books(self, shop: Shop) -> None:
        order_id = shop.order(2)
        listed = shop.get("/orders", shop.customer).json()
        assert {
            "id": order_id,
            "status": "pending",
            "total": "19.80",
            "titles": ["Dune 0"],
        } in listed
        assert shop.get(f"/orders/{order_id}", shop.customer).json()["total"] == "19.80"
        quote = shop.get(f"/orders/{order_id}/shipping-quote", shop.customer, country="DE")
        assert quote.json()["price"] == "4.90"
        assert shop.get(f"/books/{shop.book_id}").json()["author"]["name"] == "Frank Herbert"

    def test_search_is_answered_by_another_handler(self, shop: Shop) -> None:
        answer = shop.get("/books/search", q="dune")
        assert answer.status_code == 422
        assert answer.json()["detail"][0]["loc"] == ["path", "book_id"]

    def test_the_later_of_two_equal_routes_is_never_reached(self, shop: Shop) -> None:
        for _ in range(6):
            posted = shop.post(f"/books/{shop.book_id}/reviews", {"rating": 4}, shop.customer)
            assert posted.status_code == 201
        listed = shop.get(f"/books/{shop.book_id}/reviews", limit="50").json()
        assert len(listed) == 5

    def test_wish_lists_are_not_there(self, shop: Shop) -> None:
        assert shop.get("/wishlist", shop.customer).status_code == 404

    def test_a_missing_order_is_a_server_error(self, shop: Shop) -> None:
        answer = shop.get("/orders/999", shop.customer)
        assert answer.status_code == 500
        assert answer.json() == {"detail": "404: Order not found"}

    def test_a_missing_row_is_a_server_error(self, shop: Shop) -> None:
        form = {"username": "nobody@example.com", "password": "guess"}
        assert shop.client.post(f"{API}/auth/token", data=form).status_code == 500
        quote = shop.get("/orders/999/shipping-quote", shop.customer, country="DE")
        assert quote.status_code == 500

    def test_a_refusal_is_a_server_error(self, shop: Shop) -> None:
        path = f"/orders/{shop.order()}/cancel"
        assert shop.post(path, None, shop.customer).status_code == 200
        assert shop.post(path, None, shop.customer).status_code == 500

    def test_a_client_chooses_the_id_and_anyone_deletes(self, shop: Shop) -> None:
        created = shop.post("/authors", {"id": 777, "name": "Eve"})
        assert created.json()["id"] == 777
        assert shop.delete("/authors/777").status_code == 204
        assert shop.get("/authors/777").status_code == 404

    def test_a_table_as_body_is_not_validated(self, shop: Shop) -> None:
        coupon = {"id": 55, "code": "GIFT", "percent": 900}
        created = shop.post("/coupons", coupon, shop.admin)
        assert created.status_code == 201
        assert (created.json()["id"], created.json()["percent"]) == (55, 900)

    def test_a_hash_is_shown(self, shop: Shop) -> None:
        me = shop.get("/auth/me", shop.customer).json()
        assert me["hashed_password"].startswith("$2b$")

    def test_an_expired_token_signed_with_the_published_key_is_accepted(self, shop: Shop) -> None:
        source = (EXAMPLES / "bookstore/app/config.py").read_text()
        key = re.search(r'jwt_secret: str = "(.+)"', source)
        assert key is not None
        forged = expired(shop.customer, key[1])
        assert shop.get("/auth/me", forged).status_code == 200

    def test_any_origin_gets_credentials(self, shop: Shop) -> None:
        headers = {"Origin": "https://evil.example", "Cookie": "session=1"}
        answer = shop.client.get("/health", headers=headers)
        assert answer.headers["access-control-allow-origin"] == "https://evil.example"
        assert answer.headers["access-control-allow-credentials"] == "true"

    def test_sql_is_injected(self, shop: Shop) -> None:
        rows = shop.get("/reports/inventory", shop.admin, genre=INJECTION).json()
        assert "customer@example.com" in [row["title"] for row in rows]

    def test_lists_cost_a_query_a_row(self, shop: Shop) -> None:
        engine = importlib.import_module("app.db").engine
        for path, headers in (("/books", None), ("/orders", shop.customer)):
            before = statements_of_list(shop, engine, path, headers)
            for number in range(3):
                author = shop.post("/authors", {"name": f"{path} {number}"}).json()["id"]
                book = book_of(author, number + 10 + 100 * len(path))
                assert shop.post("/books", book, shop.admin).status_code == 201
                shop.order()
            assert statements_of_list(shop, engine, path, headers) >= before + 3

    def test_the_receipt_takes_a_connection_and_keeps_it(self, shop: Shop) -> None:
        pool = importlib.import_module("app.db").async_engine.pool
        gc.collect()
        gc.disable()  # it would find the lost connection one day, and close it
        try:
            taken = pool.checkedout()
            shop.order()
            assert pool.checkedout() == taken + 1
        finally:
            gc.enable()

    def test_the_language_cannot_be_added_to_books_in_stock(self, tmp_path: pathlib.Path) -> None:
        completed = upgrade_with_a_book("bookstore", tmp_path / "shop.db")
        assert completed.returncode != 0
        assert "NOT NULL constraint failed" in completed.stderr


class TestBookstoreFixed:
    """The shop without them."""

    directory = "bookstore_fixed"

    def test_it_sells_books(self, shop: Shop) -> None:
        order_id = shop.order(2)
        listed = shop.get("/orders", shop.customer).json()
        assert {
            "id": order_id,
            "status": "pending",
            "total": "19.80",
            "titles": ["Dune 0"],
        } in listed
        assert shop.get(f"/orders/{order_id}", shop.customer).json()["total"] == "19.80"
        quote = shop.get(f"/orders/{order_id}/shipping-quote", shop.customer, country="DE")
        assert quote.json()["price"] == "4.90"
        assert shop.get(f"/books/{shop.book_id}").json()["author"]["name"] == "Frank Herbert"

    def test_every_route_is_reached(self, shop: Shop) -> None:
        found = shop.get("/books/search", q="dune").json()
        assert shop.book_id in [book["id"] for book in found]
        assert shop.get("/wishlist", shop.customer).json() == []

    def test_a_missing_row_is_not_found(self, shop: Shop) -> None:
        assert shop.get("/orders/999", shop.customer).status_code == 404
        quote = shop.get("/orders/999/shipping-quote", shop.customer, country="DE")
        assert quote.status_code == 404
        form = {"username": "nobody@example.com", "password": "guess"}
        assert shop.client.post(f"{API}/auth/token", data=form).status_code == 401

    def test_a_refusal_is_a_conflict(self, shop: Shop) -> None:
        path = f"/orders/{shop.order()}/cancel"
        assert shop.post(path, None, shop.customer).status_code == 200
        assert shop.post(path, None, shop.customer).status_code == 409

    def test_the_server_chooses_the_id_and_administrators_delete(self, shop: Shop) -> None:
        assert shop.post("/authors", {"name": "Eve"}).status_code == 401
        assert shop.post("/authors", {"name": "Eve"}, shop.customer).status_code == 403
        author_id = shop.post("/authors", {"id": 777, "name": "Eve"}, shop.admin).json()["id"]
        assert author_id != 777
        assert shop.delete(f"/authors/{author_id}").status_code == 401
        assert shop.delete(f"/authors/{author_id}", shop.admin).status_code == 204

    def test_a_coupon_is_validated(self, shop: Shop) -> None:
        coupon = {"id": 55, "code": "GIFT", "percent": 900}
        assert shop.post("/coupons", coupon, shop.admin).status_code == 422
        created = shop.post("/coupons", coupon | {"percent": 90}, shop.admin)
        assert created.json()["id"] != 55

    def test_no_hash_is_shown(self, shop: Shop) -> None:
        me = shop.get("/auth/me", shop.customer).json()
        assert me["email"] == "customer@example.com"
        assert "hashed_password" not in me

    def test_an_expired_token_is_refused(self, shop: Shop) -> None:
        secret = os.environ["BOOKSTORE_JWT_SECRET"]
        assert shop.get("/auth/me", shop.customer).status_code == 200
        assert shop.get("/auth/me", expired(shop.customer, secret)).status_code == 401

    def test_an_unknown_origin_gets_nothing(self, shop: Shop) -> None:
        headers = {"Origin": "https://evil.example", "Cookie": "session=1"}
        answer = shop.client.get("/health", headers=headers)
        assert answer.json() == {"status": "ok"}
        assert "access-control-allow-origin" not in answer.headers

    def test_sql_is_not_injected(self, shop: Shop) -> None:
        assert shop.get("/reports/inventory", shop.admin, genre=INJECTION).json() == []
        assert shop.get("/reports/inventory", shop.admin, genre="sf").json() != []

    def test_lists_cost_the_same_for_every_length(self, shop: Shop) -> None:
        engine = importlib.import_module("app.database").engine.sync_engine
        shop.order()
        for path, headers in (("/books", None), ("/orders", shop.customer)):
            before = statements_of_list(shop, engine, path, headers)
            for number in range(3):
                author = shop.post("/authors", {"name": f"{path} {number}"}, shop.admin)
                book = book_of(author.json()["id"], number + 10 + 100 * len(path))
                assert shop.post("/books", book, shop.admin).status_code == 201
                shop.order()
            assert statements_of_list(shop, engine, path, headers) == before

    def test_no_request_keeps_a_connection(self, shop: Shop) -> None:
        pool = importlib.import_module("app.database").engine.pool
        shop.order()
        assert pool.checkedout() == 0

    def test_the_language_is_added_to_books_in_stock(self, tmp_path: pathlib.Path) -> None:
        database = tmp_path / "shop.db"
        completed = upgrade_with_a_book("bookstore_fixed", database)
        assert completed.returncode == 0, completed.stderr
        with sqlite3.connect(database) as connection:
            assert connection.execute("SELECT language FROM books").fetchall() == [("en",)]


def upgrade_with_a_book(name: str, database: pathlib.Path) -> subprocess.CompletedProcess[str]:
    """Run the last migration over a shop that has a book."""
    migrate(name, database, "upgrade", BEFORE_LANGUAGES)
    with sqlite3.connect(database) as connection:
        connection.execute("INSERT INTO authors (id, name) VALUES (1, 'Frank Herbert')")
        connection.execute(
            "INSERT INTO books (title, isbn, genre, price, stock, author_id)"
            " VALUES ('Dune', '9780441013593', 'sf', 9.90, 1, 1)"
        )
    return run_in(name, database, "alembic", "upgrade", "head")


@pytest.mark.parametrize("name", SHOPS)
def test_migrations_go_up_and_down(name: str, tmp_path: pathlib.Path) -> None:
    database = tmp_path / "shop.db"
    migrate(name, database, "upgrade", "head")
    assert {"users", "books", "orders", "coupons", "wishlist_items"} <= tables_in(database)
    migrate(name, database, "check")
    migrate(name, database, "downgrade", "base")
    assert tables_in(database) == {"alembic_version"}


@pytest.mark.slow
@pytest.mark.parametrize("name", SHOPS)
def test_its_own_tests_pass(name: str, tmp_path: pathlib.Path) -> None:
    completed = run_in(name, tmp_path / "unused.db", "pytest", "-q", "-p", "no:cacheprovider")
    assert completed.returncode == 0, completed.stdout
    assert re.search(r"\d+ passed", completed.stdout)


def test_the_list_of_defects_names_files_that_exist() -> None:
    rows = re.findall(r"^\|.*FAA\d{3}.*$", (EXAMPLES / "README.md").read_text(), re.MULTILINE)
    assert len(rows) > 30
    for row in rows:
        paths = re.findall(r"`([\w/]+\.py)`", row.rpartition("|")[0].rpartition("|")[2])
        assert paths, row
        for path in paths:
            assert (EXAMPLES / "bookstore" / path).is_file(), row
