import asyncio
from abc import ABC, abstractmethod

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession


class Callbacks(ABC):
    @abstractmethod
    async def get(self, key: int) -> str | None: ...

    async def get_batch(self, keys: list[int]) -> list[str | None]:
        return await asyncio.gather(*[self.get(key) for key in keys])


class StoredCallbacks(Callbacks):
    def __init__(self, session: AsyncSession) -> None:
        self.session = session

    async def get(self, key: int) -> str | None:
        return await self.session.scalar(text("SELECT name FROM callback WHERE id = :id"), {"id": key})

    async def get_batch(self, keys: list[int]) -> list[str | None]:
        rows = await self.session.scalars(text("SELECT name FROM callback"))
        return list(rows)


class Tasks(ABC):
    @abstractmethod
    async def get(self, key: int) -> str | None: ...

    async def get_batch(self, keys: list[int]) -> list[str | None]:
        return await asyncio.gather(*[self.get(key) for key in keys])  # FAA217


class StoredTasks(Tasks):
    def __init__(self, session: AsyncSession) -> None:
        self.session = session

    async def get(self, key: int) -> str | None:
        return await self.session.scalar(text("SELECT name FROM task WHERE id = :id"), {"id": key})
