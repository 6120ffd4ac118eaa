from typing import Annotated

from fastapi import Depends, FastAPI
from sqlalchemy import create_engine, text
from sqlalchemy.orm import Session

app = FastAPI()
engine = create_engine("sqlite://")


def get_session():
    with Session(engine) as session:
        yield session


DbSession = Annotated[Session, Depends(get_session)]


def add_reader(session: Session, name: str) -> None:
    session.execute(text("INSERT INTO reader VALUES (:name)"), {"name": name})
    session.commit()


def add_shelf(session: Session, name: str) -> None:
    session.execute(text("INSERT INTO shelf VALUES (:name)"), {"name": name})
    session.commit()


def add_card(session: Session, name: str) -> None:
    session.execute(text("INSERT INTO card VALUES (:name)"), {"name": name})
    session.commit()


def count(session: Session) -> int:
    return session.execute(text("SELECT count(*) FROM card")).scalar_one()


@app.post("/readers")
def create_readers(names: list[str], session: DbSession) -> int:  # FAA501
    for name in names:
        add_reader(session, name)
        if name.startswith("A"):
            add_shelf(session, name)
        else:
            add_card(session, name)
    return count(session)


@app.post("/things")
def create_things(kinds: list[str], session: DbSession) -> int:
    for kind in kinds:
        if kind == "reader":
            add_reader(session, kind)
        elif kind == "shelf":
            add_shelf(session, kind)
        else:
            add_card(session, kind)
    return count(session)


@app.post("/pairs")
def create_pair(name: str, session: DbSession) -> int:
    add_reader(session, name)
    for place in ("left", "right"):
        add_shelf(session, place)
    add_card(session, name)
    return count(session)
