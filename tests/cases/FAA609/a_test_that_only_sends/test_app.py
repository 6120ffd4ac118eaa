from app import app
from fastapi.testclient import TestClient

client = TestClient(app)


def test_delete() -> None:  # FAA609
    response = client.delete("/books/1")
    print(response.status_code)
