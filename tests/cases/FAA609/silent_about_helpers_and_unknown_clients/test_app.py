from app import app
from fastapi.testclient import TestClient

client = TestClient(app)


def fetch() -> None:
    client.get("/books")


def test_cache(cache) -> None:
    cache.get("/books")
