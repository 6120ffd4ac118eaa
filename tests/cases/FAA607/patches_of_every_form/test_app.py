from unittest import mock

import app
import pytest
from fastapi.testclient import TestClient

client = TestClient(app.app)


def test_setattr(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(app, "get_rate", lambda: 1)  # FAA607
    monkeypatch.setattr("app.get_discount", lambda: 1)  # FAA607
    assert client.get("/price?weight=1").json() == 2


def test_mocker(mocker) -> None:
    mocker.patch("app.get_rate", return_value=1)  # FAA607
    assert client.get("/price?weight=1").json() == 2


@mock.patch("app.get_rate")  # FAA607
def test_decorated(patched: mock.Mock) -> None:
    assert client.get("/price?weight=1").json() == 2


def test_object() -> None:
    with mock.patch.object(app, "get_discount", lambda: 1):  # FAA607
        assert client.get("/price?weight=1").json() == 2
