from fastapi.testclient import TestClient


def test_order(client: TestClient, reader: dict[str, str], book_id: int) -> None:
    basket = {"items": [{"book_id": book_id, "quantity": 2}]}
    created = client.post("/api/v1/orders", json=basket, headers=reader)
    assert created.status_code == 201
    assert created.json()["total"] == "19.80"
    assert client.get(f"/api/v1/books/{book_id}").json()["stock"] == 5

    listed = client.get("/api/v1/orders", headers=reader).json()
    assert listed[0]["titles"] == ["Dune"]
    url = f"/api/v1/orders/{created.json()['id']}"
    assert client.get(url, headers=reader).json()["status"] == "pending"
    quote = client.get(f"{url}/shipping-quote?country=DE", headers=reader)
    assert quote.json() == {"carrier": "post", "price": "4.90", "days": 5}
    assert client.post(f"{url}/cancel", headers=reader).json()["status"] == "cancelled"
    assert client.get(f"/api/v1/books/{book_id}").json()["stock"] == 7


def test_coupon(
    client: TestClient, reader: dict[str, str], admin: dict[str, str], book_id: int
) -> None:
    coupon = {"code": "SPRING", "percent": 50}
    assert client.post("/api/v1/coupons", json=coupon, headers=admin).status_code == 201
    assert client.get("/api/v1/coupons/SPRING", headers=admin).json()["percent"] == 50
    basket = {"items": [{"book_id": book_id, "quantity": 1}], "coupon_code": "SPRING"}
    created = client.post("/api/v1/orders", json=basket, headers=reader)
    assert created.json()["total"] == "4.95"


def test_not_enough_in_stock(client: TestClient, reader: dict[str, str], book_id: int) -> None:
    basket = {"items": [{"book_id": book_id, "quantity": 8}]}
    assert client.post("/api/v1/orders", json=basket, headers=reader).status_code == 409
