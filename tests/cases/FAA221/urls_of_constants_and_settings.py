import os

from pydantic_settings import BaseSettings
from sqlalchemy import create_engine
from sqlalchemy.ext.asyncio import create_async_engine

HOST = "localhost"


class Settings(BaseSettings):
    database_url: str = "postgresql://localhost/shop"


settings = Settings()
URL = os.getenv("DATABASE_URL", "mysql+pymysql://localhost/shop")

first = create_async_engine(settings.database_url)  # FAA221
second = create_async_engine(URL)  # FAA221
third = create_engine(f"postgresql+asyncpg://{HOST}/shop")  # FAA221
