from app import app
from fastapi.testclient import TestClient

client = TestClient(app)


def test_price() -> None:
    assert client.get("/price?weight=0").json() == 0
