from app import app
from fastapi.testclient import TestClient

client = TestClient(app)


def test_books() -> None:
    assert client.get("/books").json() == []
