"""Accounts, tokens and who may do what."""

from datetime import UTC, datetime, timedelta

import jwt
import pytest
from fastapi.testclient import TestClient

from app.config import get_settings
from app.database import pool_options
from tests.conftest import PASSWORD, Headers

ME = "/api/v1/auth/me"


def test_health(client: TestClient) -> None:
    assert client.get("/health").json() == {"status": "ok"}


def test_a_reader_sees_their_account_without_secrets(client: TestClient, reader: Headers) -> None:
    me = client.get(ME, headers=reader)
    assert me.status_code == 200
    assert set(me.json()) == {"id", "email", "full_name", "is_admin", "created_at"}


def test_an_address_registers_once(client: TestClient, reader: Headers) -> None:
    account = {"email": "reader@example.com", "full_name": "Bob", "password": PASSWORD}
    assert client.post("/api/v1/auth/register", json=account).status_code == 409


@pytest.mark.parametrize("email", ["reader@example.com", "nobody@example.com"])
def test_a_failed_login_does_not_say_why(client: TestClient, reader: Headers, email: str) -> None:
    answer = client.post("/api/v1/auth/token", data={"username": email, "password": "wrong"})
    assert answer.status_code == 401
    assert answer.json() == {"detail": "Wrong address or password"}


def test_logins_are_limited(client: TestClient) -> None:
    form = {"username": "nobody@example.com", "password": "guess"}
    codes = [client.post("/api/v1/auth/token", data=form).status_code for _ in range(11)]
    assert codes == [401] * 10 + [429]


def token_for(subject: str, minutes: int, secret: str) -> Headers:
    claims = {"sub": subject, "exp": datetime.now(UTC) + timedelta(minutes=minutes)}
    return {"Authorization": f"Bearer {jwt.encode(claims, secret, algorithm='HS256')}"}


def test_bad_tokens_are_refused(client: TestClient, reader: Headers) -> None:
    secret = get_settings().jwt_secret.get_secret_value()
    user_id = str(client.get(ME, headers=reader).json()["id"])
    assert client.get(ME, headers=token_for(user_id, 5, secret)).status_code == 200
    assert client.get(ME, headers=token_for(user_id, -5, secret)).status_code == 401
    assert client.get(ME, headers=token_for(user_id, 5, "f" * 48)).status_code == 401
    assert client.get(ME, headers=token_for("999", 5, secret)).status_code == 401
    assert client.get(ME, headers=token_for("ann", 5, secret)).status_code == 401


def test_administrators_manage_accounts(
    client: TestClient, reader: Headers, admin: Headers
) -> None:
    assert client.get("/api/v1/users", headers=reader).status_code == 403
    listed = client.get("/api/v1/users?limit=1", headers=admin).json()
    assert [user["email"] for user in listed] == ["reader@example.com"]

    user_id = listed[0]["id"]
    change = {"full_name": "Anna", "is_admin": True}
    changed = client.patch(f"/api/v1/users/{user_id}", json=change, headers=admin)
    assert changed.json()["full_name"] == "Anna"
    assert client.get(f"/api/v1/users/{user_id}", headers=admin).json()["is_admin"] is True
    assert client.delete(f"/api/v1/users/{user_id}", headers=admin).status_code == 204
    assert client.get(f"/api/v1/users/{user_id}", headers=admin).status_code == 404


def test_credentials_are_for_known_origins(client: TestClient) -> None:
    known = client.get("/health", headers={"Origin": "https://shop.example"})
    assert known.headers["access-control-allow-origin"] == "https://shop.example"
    unknown = client.get("/health", headers={"Origin": "https://evil.example"})
    assert "access-control-allow-origin" not in unknown.headers


def test_only_servers_get_pool_settings() -> None:
    assert pool_options("sqlite+aiosqlite:///shop.db") == {}
    assert pool_options("postgresql+asyncpg://db/shop")["pool_pre_ping"] is True
