import os
import subprocess

from db import Base, engine
from fastapi import FastAPI

if os.getenv("TESTING"):
    Base.metadata.create_all(engine)


def make_tables() -> None:
    Base.metadata.create_all(engine)


def start() -> None:
    if os.getenv("DEMO"):
        make_tables()


def migrate() -> None:
    try:
        subprocess.run(["alembic", "upgrade", "head"], check=True, timeout=60)
    except FileNotFoundError:
        Base.metadata.create_all(engine)


app = FastAPI(on_startup=[start, migrate])
