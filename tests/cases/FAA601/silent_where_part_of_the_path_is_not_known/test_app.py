from app import app
from fastapi.testclient import TestClient

client = TestClient(app)


def test_books(method: str, path: str) -> None:
    assert client.request(method, path).json() == []
