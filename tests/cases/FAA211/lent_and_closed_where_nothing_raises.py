from collections.abc import Callable

from sqlalchemy import create_engine, text
from sqlalchemy.orm import Session, sessionmaker

engine = create_engine("sqlite:///shop.db")
shops = ["one", "two"]


class Shop:
    def __init__(self, session: Session) -> None:
        self.session = session

    def count(self) -> int:
        return self.session.execute(text("SELECT count(*) FROM book")).scalar_one()


def in_each_shop(work: Callable[..., None], **options: object) -> None:
    for shop in shops:
        session = sessionmaker(bind=engine.execution_options(shop=shop))()  # FAA211
        options["session"] = session
        try:
            work(**options)
        except ValueError:
            print("no luck")
        session.close()


def count() -> int:
    session = Session(engine)  # FAA211
    found = Shop(session).count()
    session.close()
    return found


def count_in_final() -> int:
    session = Session(engine)
    try:
        return Shop(session).count()
    finally:
        session.close()


def count_unless_it_fails() -> int:
    session = Session(engine)  # FAA211
    try:
        found = Shop(session).count()
        session.close()
    except ValueError:
        session.close()
        raise
    return found


def count_on_a_connection() -> int:
    with engine.begin() as connection:
        session = Session(bind=connection)
        return Shop(session).count()


def count_on_that_connection() -> None:
    with engine.begin() as connection:
        session = Session(connection)
        session.execute(text("DELETE FROM book"))
