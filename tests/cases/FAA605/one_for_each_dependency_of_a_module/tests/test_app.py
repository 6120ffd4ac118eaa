from app import app, get_discount, get_rate
from fastapi.testclient import TestClient

client = TestClient(app)


def test_low_rate() -> None:
    app.dependency_overrides[get_rate] = lambda: 10  # FAA605
    assert client.get("/price?weight=1").json() == 1


def test_high_rate() -> None:
    app.dependency_overrides[get_rate] = lambda: 100
    assert client.get("/price?weight=1").json() == 10


def test_discount() -> None:
    app.dependency_overrides[get_discount] = lambda: 3  # FAA605
    assert client.get("/price?weight=1").json() == 3
