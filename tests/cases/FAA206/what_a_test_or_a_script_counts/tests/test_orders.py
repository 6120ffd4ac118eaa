from db import make_session
from models import Order
from sqlalchemy import select


def test_there_are_two_orders() -> None:
    with make_session() as session:
        assert len(session.scalars(select(Order)).all()) == 2
        assert session.scalars(select(Order)).all()
