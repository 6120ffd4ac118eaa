from fastapi import FastAPI
from sqlalchemy import create_engine, select, text
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, sessionmaker

app = FastAPI()
engine = create_engine("sqlite:///shop.db")
make_session = sessionmaker(engine)


class Base(DeclarativeBase):
    pass


class Book(Base):
    __tablename__ = "book"

    id: Mapped[int] = mapped_column(primary_key=True)
    isbn: Mapped[str]
    title: Mapped[str]  # FAA232


def prepare() -> None:
    with engine.begin() as connection:
        connection.execute(text("CREATE INDEX IF NOT EXISTS ix_isbn ON book (isbn)"))


@app.get("/titles/{isbn}")
def get_title(isbn: str) -> str | None:
    with make_session() as session:
        return session.scalar(select(Book.title).where(Book.isbn == isbn))


@app.get("/isbns/{title}")
def get_isbn(title: str) -> str | None:
    with make_session() as session:
        book = session.scalar(select(Book).where(Book.title == title))
        return book.isbn if book else None
