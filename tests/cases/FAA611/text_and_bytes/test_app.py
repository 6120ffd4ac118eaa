from pydantic import BaseModel
from app import app
from fastapi.testclient import TestClient

client = TestClient(app)


class Book(BaseModel):
    title: str


def test_bytes() -> None:
    assert client.post("/books", data=b"Emma").status_code == 405  # FAA611


def test_text() -> None:
    assert client.post("/books", data="Emma").status_code == 405  # FAA611


def test_model() -> None:
    book = Book(title="Emma")
    assert client.post("/books", data=book.model_dump_json()).status_code == 405  # FAA611
