"""Authors, books, covers, reviews and wish lists."""

from collections.abc import Callable

import httpx
import pytest
from fastapi.testclient import TestClient
from sqlalchemy import event

from app.database import engine
from tests.conftest import Answer, Headers


def test_authors(client: TestClient, admin: Headers, author_id: int) -> None:
    new = {"name": "F. Herbert", "bio": "Wrote Dune."}
    url = f"/api/v1/authors/{author_id}"
    assert client.put(url, json=new, headers=admin).json()["bio"] == "Wrote Dune."
    assert client.get(url).json()["name"] == "F. Herbert"
    assert len(client.get("/api/v1/authors").json()) == 1
    assert client.delete(url, headers=admin).status_code == 204
    assert client.get(url).status_code == 404


def test_the_server_owns_ids(client: TestClient, admin: Headers) -> None:
    created = client.post("/api/v1/authors", json={"id": 777, "name": "Eve"}, headers=admin)
    assert created.status_code == 201
    assert created.json()["id"] != 777


def test_writing_is_for_administrators(client: TestClient, reader: Headers, book_id: int) -> None:
    url = f"/api/v1/books/{book_id}"
    assert client.delete(url).status_code == 401
    assert client.delete(url, headers=reader).status_code == 403
    assert client.get(url).status_code == 200


def test_an_author_with_books_stays(
    client: TestClient, admin: Headers, author_id: int, book_id: int
) -> None:
    assert client.delete(f"/api/v1/authors/{author_id}", headers=admin).status_code == 409


def test_books(client: TestClient, admin: Headers, book_id: int) -> None:
    url = f"/api/v1/books/{book_id}"
    changed = client.patch(url, json={"stock": 3, "title": None}, headers=admin).json()
    assert (changed["stock"], changed["title"]) == (3, "Dune")
    assert client.get(url).json()["author"]["name"] == "Frank Herbert"
    assert [book["id"] for book in client.get("/api/v1/books?genre=sf").json()] == [book_id]
    assert client.get("/api/v1/books?genre=crime").json() == []
    assert client.delete(url, headers=admin).status_code == 204
    assert client.get(url).status_code == 404


def test_a_book_needs_an_author_and_an_isbn_of_its_own(
    client: TestClient, admin: Headers, author_id: int, book_id: int
) -> None:
    book = {"title": "Dune", "isbn": "9780441013593", "genre": "sf", "price": "1.00"}
    twin = client.post("/api/v1/books", json={**book, "author_id": author_id}, headers=admin)
    assert twin.status_code == 409
    orphan = client.post("/api/v1/books", json={**book, "author_id": 999}, headers=admin)
    assert orphan.status_code == 404


def test_search_finds_titles_and_authors(client: TestClient, book_id: int) -> None:
    for words in ("dune", "herbert"):
        found = client.get("/api/v1/books/search", params={"q": words}).json()
        assert [book["id"] for book in found] == [book_id]
    assert client.get("/api/v1/books/search", params={"q": "austen"}).json() == []


def test_popular_books_are_those_ordered(client: TestClient, reader: Headers, book_id: int) -> None:
    assert client.get("/api/v1/books/popular").json() == []
    basket = {"items": [{"book_id": book_id, "quantity": 1}]}
    client.post("/api/v1/orders", json=basket, headers=reader)
    assert client.get("/api/v1/books/popular").json()[0]["title"] == "Dune"


def test_a_list_of_books_is_one_query(
    client: TestClient, admin: Headers, author_id: int, book_id: int
) -> None:
    for number in range(5):
        book = {
            "title": f"Dune {number}",
            "isbn": f"978000000000{number}",
            "genre": "sf",
            "price": "8.00",
            "author_id": author_id,
        }
        assert client.post("/api/v1/books", json=book, headers=admin).status_code == 201
    statements: list[str] = []

    def remember(connection: object, cursor: object, statement: str, *rest: object) -> None:
        statements.append(statement)

    event.listen(engine.sync_engine, "before_cursor_execute", remember)
    try:
        assert len(client.get("/api/v1/books").json()) == 6
    finally:
        event.remove(engine.sync_engine, "before_cursor_execute", remember)
    assert len(statements) == 1


@pytest.mark.parametrize(
    ("answer", "status", "cover"),
    [
        (httpx.Response(200, json={"url": "https://c.example/1.jpg"}), 200, True),
        (httpx.Response(404), 200, False),
        (httpx.Response(503), 502, False),
        (httpx.Response(200, json={"url": 5}), 502, False),
    ],
)
def test_covers(
    client: TestClient,
    admin: Headers,
    book_id: int,
    answer_outgoing: Callable[[Answer], None],
    answer: httpx.Response,
    status: int,
    cover: bool,
) -> None:
    answer_outgoing(lambda request: answer)
    refreshed = client.post(f"/api/v1/books/{book_id}/cover", headers=admin)
    assert refreshed.status_code == status
    stored = client.get(f"/api/v1/books/{book_id}").json()["cover_url"]
    assert stored == ("https://c.example/1.jpg" if cover else None)


def test_reviews(
    client: TestClient, reader: Headers, stranger: Headers, admin: Headers, book_id: int
) -> None:
    url = f"/api/v1/books/{book_id}/reviews"
    review = {"rating": 5, "comment": "Again!"}
    assert client.post(url, json=review).status_code == 401
    assert client.post(url, json={"rating": 6}, headers=reader).status_code == 422
    created = client.post(url, json=review, headers=reader)
    assert created.status_code == 201
    assert client.post(url, json=review, headers=reader).status_code == 409
    assert [row["rating"] for row in client.get(url).json()] == [5]

    review_url = f"/api/v1/reviews/{created.json()['id']}"
    assert client.delete(review_url, headers=stranger).status_code == 403
    assert client.delete(review_url, headers=admin).status_code == 204
    assert client.delete(review_url, headers=admin).status_code == 404
    assert client.get("/api/v1/books/999/reviews").status_code == 404


def test_wishlist(client: TestClient, reader: Headers, book_id: int) -> None:
    url = f"/api/v1/wishlist/{book_id}"
    assert client.put(url).status_code == 401
    assert client.put(url, headers=reader).status_code == 204
    assert client.put(url, headers=reader).status_code == 204
    wished = client.get("/api/v1/wishlist", headers=reader).json()
    assert [book["title"] for book in wished] == ["Dune"]
    assert client.delete(url, headers=reader).status_code == 204
    assert client.get("/api/v1/wishlist", headers=reader).json() == []
    assert client.put("/api/v1/wishlist/999", headers=reader).status_code == 404
