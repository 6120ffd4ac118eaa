import asyncio
import dataclasses
from abc import ABC, abstractmethod

from db import make_session
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession, async_scoped_session

of_the_task = async_scoped_session(make_session, asyncio.current_task)


class Callbacks(ABC):
    @abstractmethod
    async def save(self, name: str) -> None: ...


@dataclasses.dataclass
class StoredCallbacks(Callbacks):
    session: AsyncSession

    async def save(self, name: str) -> None:
        await self._insert(name)

    async def _insert(self, name: str) -> None:
        await self.session.execute(text("INSERT INTO callback VALUES (:name)"), {"name": name})


class OwnCallbacks:
    async def save(self, name: str) -> None:
        async with make_session() as session:
            await session.execute(text("INSERT INTO callback VALUES (:name)"), {"name": name})


class ScopedCallbacks:
    def __init__(self) -> None:
        self.session = of_the_task

    async def save(self, name: str) -> None:
        await self.session.execute(text("INSERT INTO callback VALUES (:name)"), {"name": name})


class Conversations:
    def __init__(self, callbacks: Callbacks, own: OwnCallbacks, scoped: ScopedCallbacks) -> None:
        self.callbacks = callbacks
        self.own = own
        self.scoped = scoped

    async def start(self, names: list[str], others: list[StoredCallbacks]) -> None:
        await asyncio.gather(*[self.callbacks.save(name) for name in names])  # FAA217
        await asyncio.gather(*[self.own.save(name) for name in names])
        await asyncio.gather(*[self.scoped.save(name) for name in names])
        await asyncio.gather(*[other.save("a") for other in others])
        await asyncio.gather(self.callbacks.save("a"), self.own.save("a"))
