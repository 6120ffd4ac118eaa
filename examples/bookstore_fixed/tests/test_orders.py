"""Checkout, payment, shipping, coupons and the figures that follow."""

import smtplib
from collections.abc import Callable
from decimal import Decimal
from email.message import EmailMessage

import httpx
import pytest
from fastapi.testclient import TestClient

from app.clients.mail import Mailer
from tests.conftest import Answer, Headers


def basket(book_id: int, quantity: int = 1, coupon: str | None = None) -> dict[str, object]:
    return {"items": [{"book_id": book_id, "quantity": quantity}], "coupon_code": coupon}


def stock_of(client: TestClient, book_id: int) -> int:
    return int(client.get(f"/api/v1/books/{book_id}").json()["stock"])


def test_an_order_takes_books_and_gives_them_back(
    client: TestClient, reader: Headers, book_id: int
) -> None:
    created = client.post("/api/v1/orders", json=basket(book_id, 2), headers=reader)
    assert created.status_code == 201
    assert created.json()["total"] == "19.80"
    assert stock_of(client, book_id) == 10
    listed = client.get("/api/v1/orders", headers=reader).json()
    assert [order["titles"] for order in listed] == [["Dune"]]

    url = f"/api/v1/orders/{created.json()['id']}"
    assert client.post(f"{url}/cancel", headers=reader).json()["status"] == "cancelled"
    assert client.get(url, headers=reader).json()["status"] == "cancelled"
    assert stock_of(client, book_id) == 12
    assert client.post(f"{url}/cancel", headers=reader).status_code == 409


def test_orders_are_private(
    client: TestClient, reader: Headers, stranger: Headers, book_id: int
) -> None:
    created = client.post("/api/v1/orders", json=basket(book_id), headers=reader)
    url = f"/api/v1/orders/{created.json()['id']}"
    assert client.get(url).status_code == 401
    assert client.get(url, headers=stranger).status_code == 404
    assert client.post(f"{url}/cancel", headers=stranger).status_code == 404
    quote = client.get(f"{url}/shipping-quote?country=DE", headers=stranger)
    assert quote.status_code == 404


def test_what_cannot_be_ordered(client: TestClient, reader: Headers, book_id: int) -> None:
    assert client.post("/api/v1/orders", json=basket(999), headers=reader).status_code == 404
    much = client.post("/api/v1/orders", json=basket(book_id, 13), headers=reader)
    assert much.json() == {"detail": "Only 12 left of Dune"}
    unknown = client.post("/api/v1/orders", json=basket(book_id, 1, "NONE"), headers=reader)
    assert unknown.status_code == 400
    assert stock_of(client, book_id) == 12


def test_ten_copies_are_cheaper(client: TestClient, reader: Headers, book_id: int) -> None:
    created = client.post("/api/v1/orders", json=basket(book_id, 10), headers=reader)
    assert created.json()["total"] == "94.10"


def test_coupons(client: TestClient, reader: Headers, admin: Headers, book_id: int) -> None:
    coupon = {"code": "SPRING", "percent": 50}
    assert client.post("/api/v1/coupons", json=coupon, headers=reader).status_code == 403
    assert client.post("/api/v1/coupons", json=coupon, headers=admin).status_code == 201
    assert client.post("/api/v1/coupons", json=coupon, headers=admin).status_code == 409
    old = {"code": "OLD", "percent": 50, "expires_at": "2020-01-01T00:00:00+02:00"}
    stored = client.post("/api/v1/coupons", json=old, headers=admin).json()
    assert stored["expires_at"].startswith("2020-01-01T00:00:00+02:00")
    read = client.get("/api/v1/coupons/OLD", headers=admin).json()
    assert read["expires_at"] == "2019-12-31T22:00:00Z"
    assert len(client.get("/api/v1/coupons", headers=admin).json()) == 2
    assert client.get("/api/v1/coupons/NONE", headers=admin).status_code == 404

    cheap = client.post("/api/v1/orders", json=basket(book_id, 1, "SPRING"), headers=reader)
    assert cheap.json()["total"] == "4.95"
    late = client.post("/api/v1/orders", json=basket(book_id, 1, "OLD"), headers=reader)
    assert late.status_code == 400


@pytest.mark.parametrize(
    ("answer", "status", "left"),
    [
        (httpx.Response(200, json={"reference": "ch_1"}), 201, 11),
        (httpx.Response(402), 402, 12),
        (httpx.Response(500), 502, 12),
        (httpx.Response(200, text="no JSON"), 502, 12),
    ],
)
def test_payment(
    client: TestClient,
    reader: Headers,
    book_id: int,
    answer_outgoing: Callable[[Answer], None],
    answer: httpx.Response,
    status: int,
    left: int,
) -> None:
    answer_outgoing(lambda request: answer)
    created = client.post("/api/v1/orders", json=basket(book_id), headers=reader)
    assert created.status_code == status
    assert stock_of(client, book_id) == left
    stored = client.get("/api/v1/orders", headers=reader).json()[0]
    assert stored["status"] == ("paid" if status == 201 else "cancelled")


def test_shipping_without_a_carrier(client: TestClient, reader: Headers, book_id: int) -> None:
    created = client.post("/api/v1/orders", json=basket(book_id), headers=reader)
    order_id = created.json()["id"]
    quote = client.get(f"/api/v1/orders/{order_id}/shipping-quote?country=DE", headers=reader)
    assert quote.json() == {"carrier": "post", "price": "4.90", "days": 5}


def test_shipping_by_the_carrier(
    client: TestClient,
    reader: Headers,
    book_id: int,
    answer_outgoing: Callable[[Answer], None],
) -> None:
    order = client.post("/api/v1/orders", json=basket(book_id, 2), headers=reader).json()
    url = f"/api/v1/orders/{order['id']}/shipping-quote"
    answer_outgoing(lambda request: httpx.Response(200, json={"price": "7.50", "days": 1}))
    quote = client.get(url, params={"country": "DE"}, headers=reader)
    assert quote.json() == {"carrier": "express", "price": "7.50", "days": 1}
    answer_outgoing(lambda request: httpx.Response(500))
    assert client.get(url, params={"country": "DE"}, headers=reader).status_code == 502


def test_reports(client: TestClient, reader: Headers, admin: Headers, book_id: int) -> None:
    client.post("/api/v1/orders", json=basket(book_id, 2), headers=reader)
    assert client.get("/api/v1/reports/sales", headers=reader).status_code == 403
    sales = client.get("/api/v1/reports/sales", headers=admin).json()
    assert sales == {"orders": 1, "customers": 1, "revenue": "0.00"}
    stock = client.get("/api/v1/reports/inventory?genre=sf", headers=admin).json()
    assert stock == [{"id": book_id, "title": "Dune", "stock": 10}]
    injected = {"genre": "x' OR '1'='1"}
    assert client.get("/api/v1/reports/inventory", params=injected, headers=admin).json() == []
    best = client.get("/api/v1/reports/top-authors", headers=admin).json()
    assert best == [{"author": "Frank Herbert", "copies": 2}]


class Outbox:
    """A mail server that keeps what it is given."""

    sent: list[EmailMessage]

    def __init__(self) -> None:
        self.sent = []

    def __call__(self, host: str, port: int, timeout: int) -> "Outbox":
        return self

    def __enter__(self) -> "Outbox":
        return self

    def __exit__(self, *error: object) -> None:
        return None

    def send_message(self, message: EmailMessage) -> None:
        self.sent.append(message)


def test_receipts(monkeypatch: pytest.MonkeyPatch) -> None:
    outbox = Outbox()
    monkeypatch.setattr(smtplib, "SMTP", outbox)
    mailer = Mailer("mail.example", 25, "orders@example.com")
    mailer.send_receipt("ann@example.com", "Ann", 7, Decimal("9.90"))
    assert [message["Subject"] for message in outbox.sent] == ["Your order 7"]
    Mailer("", 25, "orders@example.com").send_receipt("a@b.example", "Ann", 8, Decimal("1.00"))
    assert len(outbox.sent) == 1
