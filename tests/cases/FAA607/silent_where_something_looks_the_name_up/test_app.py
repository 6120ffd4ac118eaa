from unittest import mock

import app
import invoices


def test_report() -> None:
    with mock.patch("app.get_rate", return_value=1), mock.patch("app.read_rate", return_value=1):
        assert app.report() + app.double() == 3


def test_total() -> None:
    with mock.patch("app.get_tax", return_value=1):
        assert invoices.total(3) == 3
