from app import app
from fastapi.testclient import TestClient

client = TestClient(app)


def test_picture() -> None:
    assert client.get("/static/emma.svg").status_code == 200
