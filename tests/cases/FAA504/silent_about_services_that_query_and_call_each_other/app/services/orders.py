from sqlalchemy import text
from sqlalchemy.orm import Session

from app.deps import get_session
from app.services.books import count_books


def count(session: Session) -> int:
    return session.execute(text("SELECT count(*) FROM orders")).scalar_one() + count_books(session)


def count_later() -> int:
    return sum(count(session) for session in get_session())
