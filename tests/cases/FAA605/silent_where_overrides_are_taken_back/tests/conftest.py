import pytest
from app import app, get_discount

app.dependency_overrides[get_discount] = lambda: 3


@pytest.fixture(autouse=True)
def clean():
    before = dict(app.dependency_overrides)
    yield
    app.dependency_overrides = before
