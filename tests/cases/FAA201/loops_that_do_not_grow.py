from collections.abc import Iterator

from fastapi import Depends, FastAPI
from sqlalchemy import create_engine, text
from sqlalchemy.orm import Session, sessionmaker

app = FastAPI()
make_session = sessionmaker(create_engine("sqlite://"))
TABLES = ("a", "b")


def get_session() -> Iterator[Session]:
    with make_session() as session:
        yield session


def batches(ids: list[int], size: int) -> Iterator[list[int]]:
    for start in range(0, len(ids), size):
        yield ids[start : start + size]


@app.get("/")
def index(ids: str, session: Session = Depends(get_session)):
    for table in TABLES:
        session.execute(text(f"SELECT count(*) FROM {table}"))
    for attempt in range(3):
        session.execute(text("SELECT 1"))
    for batch in batches([1, 2], 100):
        session.execute(text("SELECT 1"), {"ids": batch})
    while True:
        if session.execute(text("SELECT done FROM job")).scalar():
            break
    for session in get_session():
        session.execute(text("SELECT 1"))


@app.get("/rows")
def rows(session: Session = Depends(get_session)):
    for row in session.execute(text("SELECT * FROM a")):
        session.execute(text("SELECT * FROM b"), row)  # FAA201
    return [session.scalar(text("SELECT 1"), row) for row in session.scalars(text("x"))]  # FAA201
