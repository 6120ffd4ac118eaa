from app import app
from fastapi.testclient import TestClient


def test_price() -> None:
    client = TestClient(app)  # FAA604
    assert client.get("/price?weight=1").status_code == 200
