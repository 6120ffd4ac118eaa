import os

from db import Base, engine
from fastapi import FastAPI

if os.getenv("TESTING"):
    Base.metadata.create_all(engine)


def make_tables() -> None:
    Base.metadata.create_all(engine)


def start() -> None:
    if os.getenv("DEMO"):
        make_tables()


app = FastAPI(on_startup=[start])
