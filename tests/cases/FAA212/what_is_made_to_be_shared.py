from fastapi import FastAPI
from sqlalchemy import create_engine
from sqlalchemy.orm import scoped_session, sessionmaker

app = FastAPI()
engine = create_engine("sqlite:///shop.db")
make_session = sessionmaker(engine)
session = scoped_session(make_session)


class Repository:
    def __init__(self) -> None:
        self.session = make_session()


def work() -> None:
    with make_session() as session:
        session.flush()
