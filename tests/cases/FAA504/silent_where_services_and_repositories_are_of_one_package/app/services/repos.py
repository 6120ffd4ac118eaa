from sqlalchemy import text
from sqlalchemy.orm import Session

from app.services.storage import prefix


def count(session: Session) -> int:
    return session.execute(text(f"SELECT count(*) FROM {prefix()}repos")).scalar_one()
