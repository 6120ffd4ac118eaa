from collections.abc import Iterator
from typing import Annotated

from fastapi import Depends, FastAPI, HTTPException
from sqlalchemy import create_engine, select
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column, sessionmaker

app = FastAPI()
make_session = sessionmaker(create_engine("sqlite:///shop.db"))


class Base(DeclarativeBase):
    pass


def get_session() -> Iterator[Session]:
    with make_session() as session:
        yield session


Db = Annotated[Session, Depends(get_session)]


class Loan(Base):
    __tablename__ = "loan"

    id: Mapped[int] = mapped_column(primary_key=True)
    book_id: Mapped[int]
    status: Mapped[str]
    until: Mapped[int]


@app.post("/loans")
def lend(book_id: int, until: int, session: Db) -> None:
    lent = session.scalar(select(Loan).where(Loan.book_id == book_id, Loan.status == "out"))
    if lent is not None:
        raise HTTPException(409)
    late = session.scalar(select(Loan).where(Loan.book_id == book_id, Loan.until < until))
    if late is not None:
        raise HTTPException(409)
    session.add(Loan(book_id=book_id, status="out", until=until))
    session.commit()


@app.post("/extensions")
def extend(loan_id: int, session: Db) -> None:
    loan = session.get(Loan, loan_id)
    if loan is None:
        raise HTTPException(404)
    session.add(Loan(book_id=loan.book_id, status="out", until=loan.until + 7))
    session.commit()


@app.post("/copies")
def copy(book_id: int, session: Db) -> None:
    loan = session.scalar(select(Loan).where(Loan.book_id == book_id))
    if loan is None:
        raise HTTPException(404)
    session.add(Loan(book_id=book_id, status="out", until=loan.until))
    session.commit()


@app.post("/locked")
def locked(book_id: int, session: Db) -> None:
    loan = session.scalar(select(Loan).where(Loan.book_id == book_id).with_for_update())
    if loan is not None:
        raise HTTPException(409)
    session.add(Loan(book_id=book_id, status="out", until=1))
    session.commit()
