from collections.abc import Iterator
from unittest import mock

import pytest
from app import app
from fastapi.testclient import TestClient

client = TestClient(app)


def is_fine(response) -> None:
    assert response.status_code == 200


@pytest.fixture
def untouched() -> Iterator[list[str]]:
    touched: list[str] = []
    yield touched
    assert not touched


def test_helper() -> None:
    is_fine(client.get("/books"))


def test_fixture(untouched: list[str]) -> None:
    client.get("/books")


def test_mock() -> None:
    with mock.patch("app.read_books") as patched:
        client.get("/books")
    patched.assert_not_called()


def test_raises() -> None:
    with pytest.raises(ValueError):
        client.get("/books")


def test_status() -> None:
    client.get("/books").raise_for_status()


def test_taken_apart() -> None:
    first = client.get("/books").json()[0]
    print(first)
