from unittest import mock

from fastapi.testclient import TestClient


def test_price() -> None:
    with mock.patch("rates.get_rate", lambda: 1):
        from app import app

        assert TestClient(app).get("/price?weight=3").json() == 3
