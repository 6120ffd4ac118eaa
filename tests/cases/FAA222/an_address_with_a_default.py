import os

from sqlalchemy.ext.asyncio import create_async_engine

URL = os.getenv("DATABASE_URL", "postgresql+asyncpg://shop@db/shop")
engine = create_async_engine(URL, echo=False)  # FAA222
