import pytest
from app.routers import books
from fastapi.testclient import TestClient

AUTHOR = {"name": "Ursula K. Le Guin", "bio": "Wrote of Earthsea."}


def test_authors(client: TestClient) -> None:
    created = client.post("/api/v1/authors", json=AUTHOR)
    assert created.status_code == 201
    url = f"/api/v1/authors/{created.json()['id']}"
    assert client.put(url, json={"name": "U. K. Le Guin"}).json()["name"] == "U. K. Le Guin"
    assert client.get(url).json()["bio"] is None
    assert len(client.get("/api/v1/authors").json()) == 1
    assert client.delete(url).status_code == 204
    assert client.get(url).status_code == 404


def test_books(client: TestClient, admin: dict[str, str], book_id: int) -> None:
    author = client.get(f"/api/v1/books/{book_id}").json()["author"]
    book = {
        "title": "Dune Messiah",
        "isbn": "9780593098233",
        "genre": "sf",
        "price": "8.50",
        "stock": 3,
        "author_id": author["id"],
    }
    created = client.post("/api/v1/books", json=book, headers=admin)
    assert created.status_code == 201
    url = f"/api/v1/books/{created.json()['id']}"
    assert client.patch(url, json={"stock": 9}, headers=admin).json()["stock"] == 9
    titles = [row["title"] for row in client.get("/api/v1/books?genre=sf").json()]
    assert titles == ["Dune", "Dune Messiah"]
    assert client.delete(url, headers=admin).status_code == 204


def test_popular_books(client: TestClient, book_id: int) -> None:
    client.get(f"/api/v1/books/{book_id}")
    assert client.get("/api/v1/books/popular").json()[0]["title"] == "Dune"


class Answer:
    ok = True

    def json(self) -> dict[str, str]:
        return {"url": "https://covers.example/dune.jpg"}


def test_cover(
    client: TestClient, admin: dict[str, str], book_id: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(books.requests, "get", lambda url: Answer())
    assert client.post(f"/api/v1/books/{book_id}/cover", headers=admin).status_code == 200
    cover = client.get(f"/api/v1/books/{book_id}").json()["cover_url"]
    assert cover == "https://covers.example/dune.jpg"


def test_reviews(client: TestClient, reader: dict[str, str], book_id: int) -> None:
    url = f"/api/v1/books/{book_id}/reviews"
    assert client.post(url, json={"rating": 6}, headers=reader).status_code == 422
    created = client.post(url, json={"rating": 5, "comment": "Again!"}, headers=reader)
    assert created.status_code == 201
    assert [row["rating"] for row in client.get(url).json()] == [5]
    assert client.delete(f"/api/v1/reviews/{created.json()['id']}").status_code == 204
