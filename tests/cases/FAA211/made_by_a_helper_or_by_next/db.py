from collections.abc import Iterator

from fastapi import Depends, FastAPI
from sqlalchemy import create_engine
from sqlalchemy.orm import Session, sessionmaker

app = FastAPI()
make_session = sessionmaker(create_engine("sqlite:///shop.db"))


def new_session() -> Session:
    return make_session()


def get_session() -> Iterator[Session]:
    with make_session() as session:
        yield session
