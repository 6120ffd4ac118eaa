import uuid

from fastapi import Depends, FastAPI
from sqlalchemy import create_engine, text
from sqlalchemy.orm import Session, sessionmaker

app = FastAPI()
make_session = sessionmaker(create_engine("sqlite://"))


def get_session():
    with make_session() as session:
        yield session


def title_of(session: Session, name: object) -> str:
    return session.execute(text("SELECT title FROM book WHERE name = :n"), {"n": name}).scalar_one()


@app.post("/items")
def read_items(items: list[dict[str, str]], session: Session = Depends(get_session)) -> list[str]:
    found = []
    for item in items:
        if item["type"] != "book" or not item["name"]:
            continue
        found.append(title_of(session, item["name"]))
    for item in items:
        if item["type"] == "text":
            found.append(item["text"])
    return found


@app.post("/books")
def read_books(items: list[dict[str, str]], session: Session = Depends(get_session)) -> list[str]:
    found = []
    for item in items:
        if item["type"] != "book":
            continue
        found.append(title_of(session, item["name"]))  # FAA202
    return found


@app.post("/given-or-named")
def read_given(items: list[uuid.UUID | str], session: Session = Depends(get_session)) -> list[str]:
    found = []
    for item in items:
        if isinstance(item, uuid.UUID):
            found.append(title_of(session, item))
        else:
            found.append(item)
    return found


@app.post("/known")
def read_known(names: list[str], session: Session = Depends(get_session)) -> list[str]:
    known = {"a": "A"}
    found = []
    for name in names:
        if name in known:
            found.append(known[name])
        else:
            found.append(title_of(session, name))
    return found
