from unittest import mock

import shop
from fastapi.testclient import TestClient


def test_price() -> None:
    with mock.patch("shop.get_rate", lambda: 1):
        assert TestClient(shop.make_app()).get("/price?weight=3").json() == 3
