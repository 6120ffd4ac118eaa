from app import app, read_rate


def test_rate() -> None:
    app.dependency_overrides[read_rate] = lambda: 1
    assert app
    app.dependency_overrides.clear()
