import os
from typing import Any

from sqlalchemy import create_engine
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

options: dict[str, Any] = {"pool_pre_ping": True}
local = create_engine("sqlite:///shop.db")
known = os.environ["DATABASE_URL"]
hidden = create_engine(known)
perhaps = create_engine(os.getenv("DATABASE_URL", "sqlite://"))
sized = create_engine("postgresql://shop@db/shop", pool_size=20)
without = create_engine("postgresql://shop@db/shop", poolclass=NullPool)
spread = create_engine("postgresql://shop@db/shop", **options)
recycled = create_async_engine("mysql+aiomysql://shop@db/shop", pool_recycle=1800)
