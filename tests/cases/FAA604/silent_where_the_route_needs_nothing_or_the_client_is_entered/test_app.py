import pytest
from app import app
from fastapi.testclient import TestClient

plain = TestClient(app)
later = TestClient(app)


@pytest.fixture
def client():
    with TestClient(app) as entered:
        yield entered


def test_health() -> None:
    assert plain.get("/health").json() == "ok"


def test_price(client: TestClient) -> None:
    assert client.get("/price?weight=1").json() == 20


def test_later() -> None:
    with later:
        assert later.get("/price?weight=1").json() == 20
