from sqlalchemy.ext.asyncio import create_async_engine
from sqlmodel import create_engine

engine = create_async_engine("sqlite+aiosqlite:///shop.db", echo=True)  # FAA223
other = create_engine("sqlite:///shop.db", echo="debug")  # FAA223
