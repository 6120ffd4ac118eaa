from typing import Annotated, Iterator

from fastapi import Depends, FastAPI, HTTPException
from sqlalchemy import create_engine, text
from sqlalchemy.orm import Session

app = FastAPI()
engine = create_engine("sqlite://")


def get_session() -> Iterator[Session]:
    with Session(engine) as session:
        yield session


Db = Annotated[Session, Depends(get_session)]


@app.get("/tables/{table}")
def show(table: str, session: Db) -> list[str]:
    listed = session.execute(
        text("SELECT column_name FROM information_schema.columns WHERE table_name = :table"),
        {"table": table},
    )
    columns = [row.column_name for row in listed.fetchall()]
    if not columns:
        raise HTTPException(404)
    query = f"SELECT * FROM {table}"
    return [str(row) for row in session.execute(text(query))]


@app.get("/others/{table}")
def show_another(table: str, kind: str, session: Db) -> list[str]:
    listed = session.execute(text("SELECT name FROM kinds WHERE name = :kind"), {"kind": kind})
    names = [row.name for row in listed.fetchall()]
    if not names:
        raise HTTPException(404)
    query = f"SELECT * FROM {table}"
    return [str(row) for row in session.execute(text(query))]  # FAA313


@app.get("/prices/{book}")
def show_prices(book: str, interval: str, session: Db) -> list[str]:
    result = session.execute(text("SELECT id FROM books WHERE title = :book"), {"book": book})
    book_id = result.scalar_one_or_none()
    if not book_id:
        raise HTTPException(404)
    query = text(f"SELECT time_bucket('{interval}', at) FROM prices WHERE book = :id")  # FAA313
    result = session.execute(query, {"id": book_id})
    prices = result.fetchall()
    return [str(row) for row in prices] if prices else []
