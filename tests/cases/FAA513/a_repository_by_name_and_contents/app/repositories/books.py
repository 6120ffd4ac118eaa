from fastapi import HTTPException
from sqlalchemy import create_engine, text
from sqlalchemy.orm import Session

engine = create_engine("sqlite://")


def find(book_id: int) -> str:
    with Session(engine) as session:
        row = session.execute(text("select title from book where id = :id"), {"id": book_id}).first()
    if row is None:
        raise HTTPException(404)  # FAA513
    if not row[0]:
        raise HTTPException(410)
    return row[0]
