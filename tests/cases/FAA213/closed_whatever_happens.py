from collections.abc import Iterator

from fastapi import Depends, FastAPI, Request
from sqlalchemy import create_engine
from sqlalchemy.orm import Session, sessionmaker

app = FastAPI()
make_session = sessionmaker(create_engine("sqlite:///shop.db"))


def finally_closed() -> Iterator[Session]:
    session = make_session()
    try:
        yield session
    finally:
        session.close()


def made_in_the_try() -> Iterator[Session]:
    try:
        session = make_session()
        yield session
    finally:
        session.close()


def entered() -> Iterator[Session]:
    with make_session() as session:
        yield session


def begun() -> Iterator[Session]:
    with make_session.begin() as session:
        yield session


def entered_later() -> Iterator[Session]:
    session = make_session()
    with session:
        yield session


class Shop:
    def __init__(self, session: Session) -> None:
        self.session = session


def shop(session: Session = Depends(entered)) -> Shop:
    return Shop(session)


def nobody_depends_on_it() -> Session:
    return make_session()


@app.get("/")
def read(
    first: Session = Depends(finally_closed),
    second: Session = Depends(made_in_the_try),
    third: Session = Depends(begun),
    fourth: Session = Depends(entered_later),
    fifth: Shop = Depends(shop),
) -> None:
    """Nothing."""


def borrowed_or_closed(request: Request) -> Iterator[Session]:
    if hasattr(request.state, "session"):
        session = request.state.session
        yield session
        return
    session = make_session()
    try:
        yield session
    finally:
        session.close()


@app.get("/borrowed")
def borrow(session: Session = Depends(borrowed_or_closed)) -> None: ...
