from app import app
from fastapi.testclient import TestClient

client = TestClient(app)


def test_bodies(body, service) -> None:
    assert client.post("/books", data={"title": "Emma"}).status_code == 405
    assert client.post("/books", content=b"Emma").status_code == 405
    assert client.post("/books", data=body).status_code == 405
    assert service.post("/books", data="Emma")
