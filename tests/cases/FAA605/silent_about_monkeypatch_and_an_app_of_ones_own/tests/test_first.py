import pytest
from app import app, get_rate, make_app
from fastapi.testclient import TestClient


def test_price(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(app.dependency_overrides, get_rate, lambda: 1)
    assert TestClient(app).get("/price?weight=1").json() == 3


def test_other() -> None:
    own = make_app()
    own.dependency_overrides[get_rate] = lambda: 1
    assert TestClient(own).get("/price?weight=1").json() == 0
