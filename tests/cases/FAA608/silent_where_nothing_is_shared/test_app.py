import asyncio

from app import app
from fastapi.testclient import TestClient
from httpx import ASGITransport, AsyncClient
from sqlalchemy.ext.asyncio import AsyncSession

client = TestClient(app)


async def test_price() -> None:
    await asyncio.sleep(0)
    assert client.get("/price?weight=1").json() == 2


def test_sync(session: AsyncSession) -> None:
    assert client.get("/price?weight=1").json() == 2


async def test_async(session: AsyncSession) -> None:
    await session.rollback()
    async with AsyncClient(transport=ASGITransport(app), base_url="http://x") as own:
        assert (await own.get("/price?weight=1")).json() == 2
