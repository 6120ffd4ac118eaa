from db import get_session, make_session, new_session
from sqlalchemy import text
from sqlalchemy.orm import Session


def clean(session: Session | None = None) -> None:
    if session is None:
        session = new_session()  # FAA211
    session.execute(text("DELETE FROM cart"))
    session.commit()


def count() -> int:
    session = next(get_session())  # FAA211
    return session.execute(text("SELECT count(*) FROM cart")).scalar_one()


def touch() -> None:
    make_session().execute(text("SELECT 1"))  # FAA211


def hurry() -> None:
    session = make_session()  # FAA211
    session.execute(text("SELECT 1"))
    session.close()


def empty(session: Session | None = None) -> None:
    if not session:
        session = new_session()  # FAA211
    remove("cart", session=session)


def remove(table: str, *, session: Session) -> None:
    session.execute(text(f"DELETE FROM {table}"))
