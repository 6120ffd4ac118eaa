from sqlalchemy import text
from sqlalchemy.orm import Session


def count_orders(session: Session) -> int:
    return session.execute(text("SELECT count(*) FROM orders")).scalar_one()
