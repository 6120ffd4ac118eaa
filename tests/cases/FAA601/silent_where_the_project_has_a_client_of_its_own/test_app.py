from app import app
from fastapi.testclient import TestClient
from sdk import Shop


def test_health() -> None:
    assert TestClient(app).get("/health").json() == "ok"


def test_books(server: str) -> None:
    assert Shop(server).books().status_code == 200
