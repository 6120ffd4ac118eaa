from app import app, get_rate
from fastapi.testclient import TestClient

client = TestClient(app)


def test_price() -> None:
    app.dependency_overrides[get_rate] = lambda: 1
    assert client.get("/price?weight=1").json() == 3


def test_other() -> None:
    assert client.get("/price?weight=1").json() == 3
