from fastapi.testclient import TestClient

ACCOUNT = {"email": "ann@example.com", "full_name": "Ann", "password": "correct horse"}


def test_register_and_login(client: TestClient) -> None:
    assert client.post("/api/v1/auth/register", json=ACCOUNT).status_code == 201
    form = {"username": ACCOUNT["email"], "password": ACCOUNT["password"]}
    token = client.post("/api/v1/auth/token", data=form).json()["access_token"]
    me = client.get("/api/v1/auth/me", headers={"Authorization": f"Bearer {token}"})
    assert me.json()["email"] == ACCOUNT["email"]


def test_an_address_registers_once(client: TestClient) -> None:
    client.post("/api/v1/auth/register", json=ACCOUNT)
    assert client.post("/api/v1/auth/register", json=ACCOUNT).status_code == 409


def test_wrong_password(client: TestClient, reader: dict[str, str]) -> None:
    form = {"username": "reader@example.com", "password": "wrong"}
    assert client.post("/api/v1/auth/token", data=form).status_code == 401


def test_only_administrators_see_accounts(
    client: TestClient, reader: dict[str, str], admin: dict[str, str]
) -> None:
    assert client.get("/api/v1/users", headers=reader).status_code == 403
    assert len(client.get("/api/v1/users", headers=admin).json()) == 2
    assert client.get("/api/v1/users/99", headers=admin).status_code == 404
