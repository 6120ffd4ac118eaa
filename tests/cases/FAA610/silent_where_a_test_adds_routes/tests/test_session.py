import pytest
from app import app
from fastapi.testclient import TestClient


def answer() -> str:
    return "yes"


@pytest.fixture(autouse=True)
def route():
    app.post("/answers")(answer)
    added = app.routes[-1]
    yield
    app.routes.remove(added)


def test_answer() -> None:
    assert TestClient(app).post("/answers").json() == "yes"
