from app import app
from fastapi.testclient import TestClient

client = TestClient(app)


def fetch(path: str):
    return client.get(f"/books{path}")


def test_books() -> None:
    assert fetch("").json() == []
    assert fetch("/1").json() == "1"
