import pytest
from app import app
from fastapi.testclient import TestClient

client = TestClient(app)

BASE = "/books"


@pytest.mark.parametrize(
    ("method", "path"),
    [("GET", BASE), ("GET", f"{BASE}/1"), pytest.param("DELETE", BASE + "/2", id="drop")],
)
def test_books(method: str, path: str) -> None:
    assert client.request(method, path).status_code == 200
