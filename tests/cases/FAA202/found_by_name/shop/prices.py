from sqlalchemy import text
from sqlalchemy.orm import Session


def price(session: Session, book: str) -> int:
    statement = text("SELECT price FROM book WHERE id = :id")
    return session.execute(statement, {"id": book}).scalar_one()


def total(session: Session, books: list[str]) -> int:
    return sum(price(session, book) for book in books)  # FAA202
