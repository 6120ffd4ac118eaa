import dataclasses
from collections.abc import Awaitable, Callable

from fastapi import Depends, FastAPI
from sqlalchemy import create_engine, func, select, text
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column, sessionmaker

app = FastAPI()
make_session = sessionmaker(create_engine("sqlite://"))


class Base(DeclarativeBase):
    pass


class Book(Base):
    __tablename__ = "book"

    id: Mapped[int] = mapped_column(primary_key=True)


def get_session():
    with make_session() as session:
        yield session


class Rule:
    def __init__(self, name: str) -> None:
        self.name = name

    def check(self, session: Session) -> bool:
        return bool(session.scalar(text("SELECT 1")))


@dataclasses.dataclass
class Entry:
    book: int

    def stored(self, session: Session) -> bool:
        return bool(session.scalar(text("SELECT 1"), {"book": self.book}))


def rules() -> list[Rule]:
    return [Rule(name) for name in open("rules.txt")]


def entries() -> list[Entry]:
    return [Entry(int(line)) for line in open("entries.txt")]


def count(session: Session, table: type[Base]) -> int:
    return session.scalar(select(func.count()).select_from(table)) or 0


def tables() -> list[type[Base]]:
    return [mapper.class_ for mapper in Base.registry.mappers]


def note(session: Session, message: str) -> None:
    session.execute(text("INSERT INTO note VALUES (:m)"), {"m": message})


@app.get("/objects-that-know-their-query")
def each_its_own(session: Session = Depends(get_session)):
    for rule in rules():
        rule.check(session)
    return [entry.stored(session) for entry in entries()]  # FAA202


@app.get("/another-table-each")
def another_table_each(session: Session = Depends(get_session)):
    return [count(session, table) for table in tables()]


def tell(messages: list[str], session: Session, emit: Callable[[Session, str], None] = note):
    for message in messages:
        emit(session, message)


@app.post("/callbacks")
def callbacks(messages: list[str], session: Session = Depends(get_session)):
    tell(messages, session, note)


def newest(session: Session, table: type[Base], size: int) -> list[Base]:
    return list(session.scalars(select(table).limit(size)))


def stores(names: str) -> list[tuple[str, type[Base], int]]:
    return [(name, Book, len(names)) for name in names.split(",")]


@app.get("/newest")
def read_newest(names: str, session: Session = Depends(get_session)):
    found = []
    for _name, table, size in stores(names):
        found += newest(session, table, size)
    return found
