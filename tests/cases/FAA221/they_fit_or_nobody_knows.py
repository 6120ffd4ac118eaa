import os

from sqlalchemy import create_engine
from sqlalchemy.ext.asyncio import create_async_engine

HOST = "localhost"
URL = os.environ["DATABASE_URL"]

first = create_async_engine(URL)
second = create_async_engine(f"postgresql+asyncpg://{HOST}/shop")
third = create_engine("postgresql+psycopg://localhost/shop")
fourth = create_async_engine("postgresql+psycopg://localhost/shop")
fifth = create_async_engine("postgresql://localhost/shop".replace("://", "+asyncpg://"))
sixth = create_engine("sqlite:///shop.db")
