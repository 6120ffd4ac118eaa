"""The engine, the session factory and the one session dependency."""

from collections.abc import AsyncIterator
from typing import Annotated, Any

from fastapi import Depends
from sqlalchemy import event, make_url
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, create_async_engine
from sqlalchemy.pool import ConnectionPoolEntry

from app.config import get_settings


def is_sqlite(url: str) -> bool:
    """Whether the URL names an SQLite database."""
    return make_url(url).get_backend_name() == "sqlite"


def pool_options(url: str) -> dict[str, Any]:
    """Pool settings for a database server; SQLite keeps its own."""
    if is_sqlite(url):
        return {}
    return {"pool_pre_ping": True, "pool_recycle": 1800, "pool_size": 20, "max_overflow": 20}


database_url = get_settings().database_url
engine = create_async_engine(database_url, **pool_options(database_url))
SessionFactory = async_sessionmaker(engine, expire_on_commit=False)


if is_sqlite(database_url):

    @event.listens_for(engine.sync_engine, "connect")
    def enforce_foreign_keys(connection: DBAPIConnection, entry: ConnectionPoolEntry) -> None:
        """SQLite checks foreign keys only when asked, once for each connection."""
        cursor = connection.cursor()
        cursor.execute("PRAGMA foreign_keys=ON")
        cursor.close()


async def get_session() -> AsyncIterator[AsyncSession]:
    """A session for one request, closed whatever happens."""
    async with SessionFactory() as session:
        yield session


SessionDep = Annotated[AsyncSession, Depends(get_session)]
