from sqlalchemy import text
from sqlalchemy.orm import Session


def count_books(session: Session) -> int:
    return session.execute(text("SELECT count(*) FROM books")).scalar_one()
