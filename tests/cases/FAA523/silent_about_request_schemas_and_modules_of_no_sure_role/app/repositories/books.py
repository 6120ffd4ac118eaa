from pydantic import BaseModel
from sqlalchemy import text
from sqlalchemy.orm import Session


class BookCreate(BaseModel):
    title: str


def add(session: Session, book: BookCreate) -> None:
    session.execute(text("INSERT INTO books VALUES (:title)"), book.model_dump())
