"""A database of its own for the test run, and clients that are logged in."""

import os
import tempfile
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import bcrypt
import pytest

directory = tempfile.TemporaryDirectory()  # gone when the interpreter ends
database = Path(directory.name) / "test.db"
os.environ["BOOKSTORE_DATABASE_URL"] = f"sqlite:///{database}"
os.environ["BOOKSTORE_ASYNC_DATABASE_URL"] = f"sqlite+aiosqlite:///{database}"

from app.db import SessionLocal, engine  # noqa: E402
from app.main import app  # noqa: E402
from app.models import Author, Base, Book, User  # noqa: E402
from app.promotions import Coupon  # noqa: E402
from app.security import create_access_token, hash_password  # noqa: E402
from fastapi.testclient import TestClient  # noqa: E402


@pytest.fixture(autouse=True)
def cheap_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    salt = bcrypt.gensalt(rounds=4)
    monkeypatch.setattr(bcrypt, "gensalt", lambda: salt)


@pytest.fixture(autouse=True)
def tables() -> Iterator[None]:
    for metadata in (Base.metadata, Coupon.metadata):
        metadata.create_all(engine)
    yield
    for metadata in (Base.metadata, Coupon.metadata):
        metadata.drop_all(engine)


@pytest.fixture
def client() -> Iterator[TestClient]:
    with TestClient(app) as client:
        yield client


def headers_of(email: str, is_admin: bool) -> dict[str, str]:
    with SessionLocal() as db:
        user = User(
            email=email,
            full_name="Test",
            hashed_password=hash_password("correct horse"),
            is_admin=is_admin,
        )
        db.add(user)
        db.commit()
        return {"Authorization": f"Bearer {create_access_token(user)}"}


@pytest.fixture
def reader() -> dict[str, str]:
    return headers_of("reader@example.com", is_admin=False)


@pytest.fixture
def admin() -> dict[str, str]:
    return headers_of("admin@example.com", is_admin=True)


@pytest.fixture
def book_id() -> int:
    with SessionLocal() as db:
        book = Book(
            title="Dune",
            isbn="9780441013593",
            genre="sf",
            price=Decimal("9.90"),
            stock=7,
            language="en",
            author=Author(name="Frank Herbert"),
        )
        db.add(book)
        db.commit()
        return book.id
