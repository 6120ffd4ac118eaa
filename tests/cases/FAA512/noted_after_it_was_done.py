import logging
import shutil
from typing import Annotated

import httpx
from fastapi import Depends, FastAPI, Response
from sqlalchemy import create_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column, sessionmaker

app = FastAPI()
make_session = sessionmaker(create_engine("sqlite://"))


class Base(DeclarativeBase):
    pass


class Note(Base):
    __tablename__ = "note"
    id: Mapped[int] = mapped_column(primary_key=True)
    text: Mapped[str]


def get_session():
    with make_session() as session:
        yield session


Db = Annotated[Session, Depends(get_session)]


def note(session: Session, text: str) -> None:
    session.add(Note(text=text))
    session.commit()


def order(key: str) -> str:
    return httpx.post("https://shop.example/orders", json={"key": key}, timeout=3).text


@app.post("/orders/{key}")
def place(key: str, session: Db) -> str:
    """Place an order, and note it if possible."""
    placed = order(key)
    try:
        note(session, placed)
    except Exception as error:
        logging.error("could not note %s: %s", key, error)
    return placed


@app.delete("/files/{key}")
def remove(key: str, session: Db) -> str:
    """Remove files, and note it if possible."""
    shutil.rmtree(key)
    try:
        note(session, key)
    except Exception:
        logging.exception("could not note %s", key)
    return key


@app.post("/leave")
def leave(response: Response, session: Db) -> None:
    """Sign out, whatever becomes of the note."""
    try:
        note(session, "gone")
    except Exception:
        logging.exception("could not note it")
    response.delete_cookie("session")


@app.post("/imports/{key}")
def bring(key: str, session: Db) -> str:
    """Bring in what another service has."""
    brought = httpx.get("https://shop.example/orders", timeout=3).text
    try:
        note(session, brought)
    except Exception:  # FAA512
        logging.exception("could not bring %s", key)
    return key
