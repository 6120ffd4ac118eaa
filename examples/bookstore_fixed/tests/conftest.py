"""A migrated database, a client whose outgoing requests are answered here, and who is logged in."""

import os
import secrets
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
directory = tempfile.TemporaryDirectory()  # gone when the interpreter ends
database = Path(directory.name) / "test.db"
os.environ["BOOKSTORE_DATABASE_URL"] = f"sqlite+aiosqlite:///{database}"
os.environ["BOOKSTORE_JWT_SECRET"] = secrets.token_urlsafe(48)
os.environ["BOOKSTORE_CORS_ORIGINS"] = '["https://shop.example"]'

import httpx  # noqa: E402
from alembic import command  # noqa: E402
from alembic.config import Config  # noqa: E402
from fastapi.testclient import TestClient  # noqa: E402
from pwdlib import PasswordHash  # noqa: E402
from pwdlib.hashers.argon2 import Argon2Hasher  # noqa: E402
from sqlalchemy import Engine, create_engine, update  # noqa: E402

from app import security  # noqa: E402
from app.clients.http import get_http_client  # noqa: E402
from app.config import get_settings  # noqa: E402
from app.limits import limiter  # noqa: E402
from app.main import app  # noqa: E402
from app.models import Base, User  # noqa: E402

Headers = dict[str, str]
Answer = Callable[[httpx.Request], httpx.Response]

PASSWORD = "correct horse"


@pytest.fixture(scope="session")
def database_engine() -> Iterator[Engine]:
    """The test's own way into the database, after all migrations."""
    command.upgrade(Config(ROOT / "alembic.ini"), "head")
    engine = create_engine(f"sqlite:///{database}")
    yield engine
    engine.dispose()


@pytest.fixture(autouse=True)
def cheap_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hash passwords with little effort: the tests log in often."""
    hasher = Argon2Hasher(time_cost=1, memory_cost=8, parallelism=1)
    monkeypatch.setattr(security, "password_hash", PasswordHash((hasher,)))


@pytest.fixture(autouse=True)
def clean_state(database_engine: Engine) -> Iterator[None]:
    """Leave neither rows nor counted attempts to the next test."""
    yield
    limiter.reset()
    with database_engine.begin() as connection:
        for table in reversed(Base.metadata.sorted_tables):
            connection.execute(table.delete())


@pytest.fixture
def client() -> Iterator[TestClient]:
    """The running application."""
    with TestClient(app) as running:
        yield running


@pytest.fixture
def answer_outgoing() -> Iterator[Callable[[Answer], None]]:
    """Configure the services that the shop relies on, and answer in their place."""
    settings = get_settings().model_copy(
        update={
            "cover_api_url": "https://covers.example",
            "payment_api_url": "https://payments.example",
            "carrier_api_url": "https://carrier.example",
        }
    )

    def install(answer: Answer) -> None:
        http_client = httpx.AsyncClient(transport=httpx.MockTransport(answer))
        app.dependency_overrides[get_http_client] = lambda: http_client
        app.dependency_overrides[get_settings] = lambda: settings

    yield install
    app.dependency_overrides.clear()


def log_in(client: TestClient, email: str) -> Headers:
    """Open an account and log in."""
    account = {"email": email, "full_name": "Ann", "password": PASSWORD}
    registered = client.post("/api/v1/auth/register", json=account)
    assert registered.status_code == 201
    form = {"username": email, "password": PASSWORD}
    answer = client.post("/api/v1/auth/token", data=form)
    assert answer.status_code == 200
    return {"Authorization": f"Bearer {answer.json()['access_token']}"}


@pytest.fixture
def reader(client: TestClient) -> Headers:
    """Someone who buys books."""
    return log_in(client, "reader@example.com")


@pytest.fixture
def stranger(client: TestClient) -> Headers:
    """Someone else who buys books."""
    return log_in(client, "stranger@example.com")


@pytest.fixture
def admin(client: TestClient, database_engine: Engine) -> Headers:
    """Someone who runs the shop."""
    headers = log_in(client, "admin@example.com")
    with database_engine.begin() as connection:
        connection.execute(
            update(User).where(User.email == "admin@example.com").values(is_admin=True)
        )
    return headers


@pytest.fixture
def author_id(client: TestClient, admin: Headers) -> int:
    """An author."""
    created = client.post("/api/v1/authors", json={"name": "Frank Herbert"}, headers=admin)
    assert created.status_code == 201
    return int(created.json()["id"])


@pytest.fixture
def book_id(client: TestClient, admin: Headers, author_id: int) -> int:
    """A book at 9.90, twelve in stock."""
    book = {
        "title": "Dune",
        "isbn": "9780441013593",
        "genre": "sf",
        "price": "9.90",
        "stock": 12,
        "author_id": author_id,
    }
    created = client.post("/api/v1/books", json=book, headers=admin)
    assert created.status_code == 201
    return int(created.json()["id"])
