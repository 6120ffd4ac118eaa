from collections.abc import Iterator
from typing import Annotated, Any

from fastapi import Depends, FastAPI
from sqlalchemy import create_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column, sessionmaker

app = FastAPI()
make_session = sessionmaker(create_engine("sqlite:///shop.db"))


class Base(DeclarativeBase):
    pass


class Book(Base):
    __tablename__ = "book"

    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str]


def get_session() -> Iterator[Session]:
    with make_session() as session:
        yield session


Db = Annotated[Session, Depends(get_session)]


def transactional(function: Any) -> Any:
    return function


def outside() -> Any:
    import somewhere

    return somewhere.service


@app.post("/decorated")
@transactional
def decorated(title: str, session: Db) -> None:
    session.add(Book(title=title))


@app.post("/handed")
def handed(title: str, session: Db) -> None:
    session.add(Book(title=title))
    outside().done(session)


@app.post("/named")
def named(title: str, session: Db) -> None:
    session.add(Book(title=title))
    outside().commit_all()


@app.post("/entered")
def entered(title: str, session: Db) -> None:
    with outside().block():
        session.add(Book(title=title))
