from contextlib import contextmanager

from fastapi import FastAPI
from pydantic import BaseModel, ConfigDict
from sqlalchemy import create_engine
from sqlalchemy.ext.asyncio import AsyncSession, create_async_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column, sessionmaker

app = FastAPI()
make_session = sessionmaker(create_engine("sqlite://"))
async_engine = create_async_engine("sqlite+aiosqlite://")


class Base(DeclarativeBase):
    pass


class Memory(Base):
    __tablename__ = "memory"

    id: Mapped[int] = mapped_column(primary_key=True)
    text: Mapped[str]


class MemoryRead(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    text: str


@contextmanager
def opened():
    with make_session() as session:
        yield session


def remember(text: str) -> Memory:
    with opened() as session:
        memory = Memory(text=text)
        session.add(memory)
        session.commit()
        return memory  # FAA220


async def remember_later(text: str) -> Memory:
    async with AsyncSession(async_engine) as session:
        memory = Memory(text=text)
        session.add(memory)
        await session.commit()
    return memory  # FAA220


@app.post("/memories")
async def create(text: str) -> int:
    (await remember_later(text)).id
    memory = remember(text)
    return memory.id


@app.put("/memories/{key}", response_model=MemoryRead)
def replace(key: int, text: str):
    with make_session() as session:
        memory = session.get(Memory, key)
        memory.text = text
        session.commit()
    return memory  # FAA220
