from fastapi import Depends, FastAPI
from sqlalchemy import create_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column, sessionmaker

app = FastAPI()
make_session = sessionmaker(create_engine("sqlite://"))


class Base(DeclarativeBase):
    pass


class Book(Base):
    __tablename__ = "book"

    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str]


def get_session():
    with make_session() as session:
        yield session


@app.post("/last")
def last(titles: list[str], session: Session = Depends(get_session)):
    for title in titles:
        session.add(Book(title=title))
        session.flush()  # FAA205
    session.commit()


@app.post("/needed")
def needed(titles: list[str], session: Session = Depends(get_session)):
    ids = []
    for title in titles:
        book = Book(title=title)
        session.add(book)
        session.flush()
        ids.append(book.id)
    session.commit()
    return ids


@app.post("/batches")
def batches(titles: list[str], session: Session = Depends(get_session)):
    for number, title in enumerate(titles):
        session.add(Book(title=title))
        if number % 100 == 0:
            session.flush()
    session.commit()
