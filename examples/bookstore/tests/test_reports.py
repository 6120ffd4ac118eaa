from app.main import app
from app.models import User
from app.security import require_admin
from fastapi.testclient import TestClient


def as_admin() -> User:
    return User(id=1, email="office@example.com", full_name="Office", is_admin=True)


def test_sales(client: TestClient, reader: dict[str, str], book_id: int) -> None:
    basket = {"items": [{"book_id": book_id, "quantity": 2}]}
    client.post("/api/v1/orders", json=basket, headers=reader)

    app.dependency_overrides[require_admin] = as_admin
    sales = client.get("/api/v1/reports/sales").json()
    assert sales == {"orders": 1, "customers": 1, "revenue": "0.00"}


def test_stock(client: TestClient, reader: dict[str, str], book_id: int) -> None:
    basket = {"items": [{"book_id": book_id, "quantity": 2}]}
    client.post("/api/v1/orders", json=basket, headers=reader)

    app.dependency_overrides[require_admin] = as_admin
    stock = client.get("/api/v1/reports/inventory?genre=sf").json()
    assert [row["stock"] for row in stock] == [5]
    best = client.get("/api/v1/reports/top-authors").json()
    assert best == [{"author": "Frank Herbert", "copies": 2}]
