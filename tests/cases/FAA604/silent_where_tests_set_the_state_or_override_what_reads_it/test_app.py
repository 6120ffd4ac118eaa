from app import app
from fastapi.testclient import TestClient

client = TestClient(app)


def test_price() -> None:
    app.state.rate = 1
    assert client.get("/price?weight=1").json() == 1
