from collections.abc import Iterator

from fastapi import Depends, FastAPI
from sqlalchemy import create_engine
from sqlalchemy.orm import Session, sessionmaker

app = FastAPI()
make_session = sessionmaker(create_engine("sqlite:///shop.db"))


def new_session() -> Session:
    return make_session()


class Shop:
    def __init__(self, session: Session) -> None:
        self.session = session

    def __enter__(self) -> "Shop":
        self.session = make_session()
        return self

    def __exit__(self, *error: object) -> None:
        self.session.close()


def make_shop() -> Shop:
    session = make_session()
    return Shop(session)


def work() -> None:
    session = make_session()
    try:
        session.commit()
    finally:
        session.close()


def enter() -> None:
    with make_session() as session, session.begin():
        session.flush()
    other = make_session()
    with other:
        other.flush()


def make_another_shop() -> Shop:
    return Shop(session=make_session())


def make_a_third_shop() -> Shop:
    session = make_session()
    return Shop(session=session)


def close_either_way() -> None:
    session = make_session()
    try:
        session.commit()
        session.close()
    except Exception:
        session.rollback()
        session.close()
        raise


def close_what_nobody_gets(is_open: bool) -> Shop | None:
    session = make_session()
    if not is_open:
        session.close()
        return None
    return Shop(session)


def hand_over_or_close() -> Shop:
    session = make_session()
    try:
        shop = Shop(session)
        shop.session.commit()
    except Exception:
        session.close()
        raise
    return shop
