import pytest
from app import app, double, get_discount, get_rate, read_rate
from fastapi.testclient import TestClient

client = TestClient(app)


def test_price(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(app.dependency_overrides, double, lambda: 1)  # FAA606
    app.dependency_overrides.update({get_rate: lambda: 1, get_discount: lambda: 2})
    app.dependency_overrides[read_rate] = lambda: 1  # FAA606
    assert client.get("/price?weight=1").json() == 2
    app.dependency_overrides.clear()
