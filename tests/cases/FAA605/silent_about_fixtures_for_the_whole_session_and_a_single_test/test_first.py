import pytest
from app import app, get_discount, get_rate
from fastapi.testclient import TestClient


@pytest.fixture(scope="session", autouse=True)
def discount() -> None:
    app.dependency_overrides[get_discount] = lambda: 3


def test_price() -> None:
    app.dependency_overrides[get_rate] = lambda: 1
    assert TestClient(app).get("/price?weight=1").json() == 3
