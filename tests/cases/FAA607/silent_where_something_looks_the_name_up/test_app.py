from unittest import mock

import app


def test_report() -> None:
    with mock.patch("app.get_rate", return_value=1), mock.patch("app.read_rate", return_value=1):
        assert app.report() + app.double() == 3
