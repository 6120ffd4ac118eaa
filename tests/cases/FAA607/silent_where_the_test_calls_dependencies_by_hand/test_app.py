from unittest import mock

import app
from fastapi.testclient import TestClient

client = TestClient(app.app)


@mock.patch("app.get_rate")
def test_by_hand(patched: mock.Mock) -> None:
    patched.return_value = 10
    assert app.get_discount(patched()) == 1


class TestDiscount:
    @mock.patch("app.get_rate")
    def test_by_hand(self, patched: mock.Mock) -> None:
        assert app.get_discount(10) == 1

    @mock.patch("app.get_rate")  # FAA607
    def test_by_request(self, patched: mock.Mock) -> None:
        assert app.get_discount(10) == 1
        assert client.get("/price?weight=1").json() == 2
