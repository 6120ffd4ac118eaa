from http import HTTPStatus
from app import app
from fastapi.testclient import TestClient

client = TestClient(app)


def test_nothing_there() -> None:
    assert client.get("/letters").status_code == 404


def test_not_there_either() -> None:
    assert client.get("/letters").status_code == HTTPStatus.NOT_FOUND


def test_schema() -> None:
    assert client.get("/openapi.json").status_code == 200


def test_slash() -> None:
    assert client.get("/books/").status_code == 200


def test_other_method() -> None:
    assert client.post("/books/1").status_code != 200
