from app import app, rate_in_force, read_rate


def test_rate() -> None:
    app.dependency_overrides[read_rate] = lambda: 1
    assert rate_in_force() == 1
    app.dependency_overrides.clear()
