import contextlib
from typing import cast

from fastapi import Depends, FastAPI
from sqlalchemy import ForeignKey, create_engine, delete, func, insert, select, text
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column, sessionmaker

app = FastAPI()
make_session = sessionmaker(create_engine("sqlite://"))


class Base(DeclarativeBase):
    pass


class Book(Base):
    __tablename__ = "book"

    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str]


class Loan(Base):
    __tablename__ = "loan"

    id: Mapped[int] = mapped_column(primary_key=True)
    book_id: Mapped[int] = mapped_column(ForeignKey("book.id"), index=True)


def get_session():
    with make_session() as session:
        yield session


def tables_in(names: list[str]) -> dict[str, type[Base]]:
    return {name: Book for name in names}


@app.get("/another-table-each")
def another_table_each(names: str, session: Session = Depends(get_session)):
    total = 0
    for name, table in tables_in(names.split(",")).items():
        total += session.scalar(select(func.count()).select_from(table)) or 0
    for table in tables_in(names.split(",")).values():
        session.execute(delete(table).where(table.id == 0))
    for name in names.split(","):
        session.execute(text(f"DELETE FROM {name}"))
    return total


def by_kind(pairs: list[tuple[str, int]]) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for kind, number in pairs:
        found.setdefault(kind, []).append(number)
    return found


@app.post("/many-each")
def many_each(pairs: list[tuple[str, int]], session: Session = Depends(get_session)):
    for kind, numbers in by_kind(pairs).items():
        session.execute(select(Book).where(Book.title == kind, Book.id.in_(numbers)))
    for kind, numbers in by_kind(pairs).items():
        rows = [{"book_id": number} for number in numbers]
        session.execute(insert(Loan), rows)


@app.post("/some-only")
def some_only(operations: list[dict[str, str]], session: Session = Depends(get_session)):
    known = {}
    for operation in operations:
        if operation["title"] not in known:
            book = session.scalar(select(Book).where(Book.title == operation["title"]))
            known[operation["title"]] = book
    for operation in operations:
        title = operation["title"]
        book = known.get(title)
        if book is None:
            book = known[title] = session.scalar(select(Book).where(Book.title == title))


@app.post("/operations")
def operations(kinds: list[str], session: Session = Depends(get_session)):
    for kind in kinds:
        if kind == "add":
            session.execute(insert(Book).values(title="new"))
        elif kind == "clear":
            session.execute(delete(Loan))


@app.post("/one-transaction-each")
def one_transaction_each(ids: list[int]):
    for number in ids:
        with make_session() as session:
            session.execute(delete(Loan).where(Loan.id == number))
            session.commit()


@app.delete("/deleted-one-by-one")
def deleted_one_by_one(ids: list[int], session: Session = Depends(get_session)):
    for number in ids:
        loan = session.get(Loan, number)  # FAA201
        session.delete(loan)


@contextlib.contextmanager
def transaction():
    with make_session() as session:
        yield session
        session.commit()


@contextlib.contextmanager
def reading():
    with make_session() as session:
        yield session


@app.post("/begun-one-by-one")
def begun_one_by_one(ids: list[int], session: Session = Depends(get_session)):
    for number in ids:
        with session.begin():
            session.execute(delete(Loan).where(Loan.id == number))
    for number in ids:
        with transaction() as own:
            own.execute(delete(Loan).where(Loan.id == number))
    for number in ids:
        with reading() as own:
            own.get(Loan, number)  # FAA201


@app.post("/kinds")
def kinds(session: Session = Depends(get_session)):
    for title in cast(list[str], ["a", "b"]):
        session.execute(insert(Book).values(title=title))


@app.post("/told")
def tell(ids: list[int], session: Session = Depends(get_session)):
    for number in ids:
        session.execute(text(f"NOTIFY books, '{number}'"))
        session.execute(text("SELECT pg_advisory_xact_lock(:id)"), {"id": number})
