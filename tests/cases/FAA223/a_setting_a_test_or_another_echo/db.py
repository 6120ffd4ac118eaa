import os

from sqlalchemy import create_engine
from sqlalchemy.engine import Engine

engine = create_engine("sqlite:///shop.db", echo=bool(os.environ.get("ECHO")))
quiet = create_engine("sqlite:///shop.db", echo=False)


def make(echo: bool = True) -> Engine:
    return create_engine("sqlite:///shop.db", echo=echo)
