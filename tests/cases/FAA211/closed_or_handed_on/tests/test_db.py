from db import new_session


def test_session() -> None:
    session = new_session()
    session.flush()
