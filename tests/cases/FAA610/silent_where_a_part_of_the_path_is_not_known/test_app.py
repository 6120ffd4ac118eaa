from app import app
from fastapi.testclient import TestClient

client = TestClient(app)


def test_anything(name: str) -> None:
    assert client.get(f"/{name}").status_code == 200
