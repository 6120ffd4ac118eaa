import pytest
from app import app
from fastapi.testclient import TestClient
from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine

client = TestClient(app)


@pytest.fixture
async def conn():
    async with create_async_engine("sqlite+aiosqlite://").connect() as connection:
        yield connection


async def test_price(conn) -> None:
    await conn.execute(text("SELECT 1"))
    assert client.get("/price?weight=1").json() == 2  # FAA608
