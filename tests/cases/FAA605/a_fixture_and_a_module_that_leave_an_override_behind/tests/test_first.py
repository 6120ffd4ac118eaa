import pytest
from app import app, get_discount, get_rate
from fastapi.testclient import TestClient

app.dependency_overrides[get_discount] = lambda: 3  # FAA605
client = TestClient(app)


@pytest.fixture
def low_rate() -> None:
    app.dependency_overrides[get_rate] = lambda: 1  # FAA605


def test_price(low_rate: None) -> None:
    assert client.get("/price?weight=1").json() == 3
