from collections.abc import Iterator
from typing import Annotated

from candidates import spellings
from fastapi import Depends, FastAPI
from sqlalchemy import create_engine, text
from sqlalchemy.orm import Session, sessionmaker

app = FastAPI()
make_session = sessionmaker(create_engine("sqlite://"))
FIND = text("SELECT id FROM book WHERE title = :title")


def get_session() -> Iterator[Session]:
    with make_session() as session:
        yield session


Db = Annotated[Session, Depends(get_session)]


@app.get("/books/{title}")
def find_book(title: str, session: Db) -> int | None:
    for spelling in spellings(title):
        row = session.execute(FIND, {"title": spelling}).first()
        if row is not None:
            return row[0]
    return None


@app.get("/books/{title}/id")
def find_id(title: str, session: Db) -> int:
    found = 0
    for spelling in spellings(title):
        result = session.execute(FIND, {"title": spelling})
        row = result.first()
        if row:
            found = row[0]
            break
    return found


@app.get("/books/{title}/known")
def is_known(title: str, session: Db) -> bool:
    for spelling in spellings(title):
        if session.execute(FIND, {"title": spelling}).first():
            return True
    return False


@app.post("/known")
def any_known(titles: list[str], session: Db) -> bool:
    for title in titles:
        if session.execute(FIND, {"title": title}).first():  # FAA201
            return True
    return False


@app.get("/books/{title}/all")
def all_known(title: str, session: Db) -> bool:
    for spelling in spellings(title):
        row = session.execute(FIND, {"title": spelling}).first()  # FAA201
        if row is None:
            return False
    return True
