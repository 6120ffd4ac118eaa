from app import delete_book, read_book
from app import app
from fastapi.testclient import TestClient

client = TestClient(app)


def test_books() -> None:
    assert client.get("/books").json() == []
    assert read_book(1) == "1"
    assert delete_book(1) is None
