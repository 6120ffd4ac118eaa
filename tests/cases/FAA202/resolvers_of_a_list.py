import contextlib
from collections.abc import AsyncIterator

import strawberry
from fastapi import FastAPI
from sqlalchemy import ForeignKey, func, select
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, create_async_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from strawberry.relay import ListConnection
from strawberry.fastapi import BaseContext, GraphQLRouter
from strawberry.types import Info

make_session = async_sessionmaker(create_async_engine("sqlite+aiosqlite:///shop.db"))


class Base(DeclarativeBase):
    pass


class OrderRow(Base):
    __tablename__ = "order"

    id: Mapped[int] = mapped_column(primary_key=True)


class LineRow(Base):
    __tablename__ = "line"

    id: Mapped[int] = mapped_column(primary_key=True)
    order_id: Mapped[int] = mapped_column(ForeignKey("order.id"), index=True)


class Context(BaseContext):
    @contextlib.asynccontextmanager
    async def session(self) -> AsyncIterator[AsyncSession]:
        async with make_session() as session:
            yield session


async def lines_of(session: AsyncSession, order_id: int) -> list[LineRow]:
    return list(await session.scalars(select(LineRow).where(LineRow.order_id == order_id)))


@strawberry.type
class Line:
    id: int


@strawberry.type
class Order:
    id: int
    counted: strawberry.Private[int | None] = None

    @strawberry.field
    async def count(self, info: Info[Context, None]) -> int:
        query = select(func.count()).select_from(LineRow).where(LineRow.order_id == self.id)
        async with info.context.session() as session:
            return await session.scalar(query) or 0  # FAA202

    @strawberry.field
    async def lines(self, info: Info[Context, None]) -> list[Line]:
        async with info.context.session() as session:
            rows = await lines_of(session, self.id)  # FAA202
            return [Line(id=row.id) for row in rows]

    @strawberry.field
    async def latest(self, info: Info[Context, None], first: int) -> list[Line]:
        query = select(LineRow).where(LineRow.order_id == self.id).limit(first)
        async with info.context.session() as session:
            return [Line(id=row.id) for row in await session.scalars(query)]

    @strawberry.field
    async def known(self, info: Info[Context, None]) -> int:
        if self.counted is not None:
            return self.counted
        async with info.context.session() as session:
            return len(await lines_of(session, self.id))

    async def _stored(self, session: AsyncSession) -> list[LineRow]:
        if self.counted is None:
            return await lines_of(session, self.id)
        return []

    @strawberry.field
    async def stored(self, info: Info[Context, None]) -> int:
        async with info.context.session() as session:
            return len(await self._stored(session))

    @strawberry.field
    async def page(self, info: Info[Context, None]) -> ListConnection[Line]:
        async with info.context.session() as session:
            return ListConnection.of(await lines_of(session, self.id))

    @strawberry.field
    async def ids_by_count(self, info: Info[Context, None]) -> list[int]:
        query = select(func.count()).where(LineRow.order_id == self.id).group_by(LineRow.id)
        async with info.context.session() as session:
            return list(await session.scalars(query))

    def _refuse_strangers(self, info: Info[Context, None]) -> None:
        if self.id < 0:
            raise PermissionError

    @strawberry.field
    async def secrets(self, info: Info[Context, None]) -> int:
        self._refuse_strangers(info)
        async with info.context.session() as session:
            return len(await lines_of(session, self.id))

    @strawberry.field
    async def of_all(self, info: Info[Context, None]) -> int:
        async with info.context.session() as session:
            return await session.scalar(select(func.count()).select_from(LineRow)) or 0

    async def no_field(self) -> int:
        async with make_session() as session:
            return len(await lines_of(session, self.id))


@strawberry.type
class Shop:
    id: int

    @strawberry.field
    async def name(self, info: Info[Context, None]) -> str:
        async with info.context.session() as session:
            return str(await session.scalar(select(OrderRow.id).where(OrderRow.id == self.id)))


@strawberry.type
class Query:
    @strawberry.field
    async def orders(self, info: Info[Context, None]) -> list[Order]:
        async with info.context.session() as session:
            return [Order(id=row.id) for row in await session.scalars(select(OrderRow))]

    @strawberry.field
    async def shop(self) -> Shop:
        return Shop(id=1)


app = FastAPI()
app.include_router(GraphQLRouter(strawberry.Schema(Query), context_getter=Context))
