from contextlib import contextmanager

from fastapi import FastAPI
from sqlalchemy import create_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column, sessionmaker

app = FastAPI()
engine = create_engine("sqlite://")
keeping = sessionmaker(engine, expire_on_commit=False)
forgetting = sessionmaker(engine)


class Base(DeclarativeBase):
    pass


class Memory(Base):
    __tablename__ = "memory"

    id: Mapped[int] = mapped_column(primary_key=True)
    text: Mapped[str]


@contextmanager
def opened(session: Session | None = None):
    if session is not None:
        yield session
        return
    with forgetting() as made:
        yield made


def kept(text: str) -> Memory:
    with keeping() as session:
        memory = Memory(text=text)
        session.add(memory)
        session.commit()
        return memory


def perhaps_of_the_caller(text: str) -> Memory:
    with opened() as session:
        memory = Memory(text=text)
        session.add(memory)
        session.commit()
        return memory


def refreshed(text: str) -> Memory:
    with forgetting() as session:
        memory = Memory(text=text)
        session.add(memory)
        session.commit()
        session.refresh(memory)
    return memory


def logged(text: str) -> Memory:
    with forgetting() as session:
        memory = Memory(text=text)
        session.add(memory)
        session.commit()
        print(memory.id)
    return memory


def flushed(text: str) -> Memory:
    with forgetting() as session:
        memory = Memory(text=text)
        session.add(memory)
        session.flush()
        return memory


def never_read(text: str) -> Memory:
    with forgetting() as session:
        memory = Memory(text=text)
        session.add(memory)
        session.commit()
        return memory


def borrowed(session: Session, text: str) -> Memory:
    memory = Memory(text=text)
    session.add(memory)
    session.commit()
    return memory


@app.post("/memories")
def create(text: str) -> list[int]:
    never_read(text)
    if never_read(text) is None:
        return []
    with Session(engine) as session:
        several = [borrowed(session, text).id]
    ids = [kept(text).id, refreshed(text).id, logged(text).id, flushed(text).id]
    return [*several, *ids, perhaps_of_the_caller(text).id]
