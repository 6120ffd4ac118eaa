from collections.abc import Iterator

from fastapi import Depends, FastAPI
from sqlalchemy import create_engine
from sqlalchemy.orm import Session, sessionmaker

app = FastAPI()
make_session = sessionmaker(create_engine("sqlite:///shop.db"))


def returned() -> Session:
    return make_session()  # FAA213


def through_a_name() -> Session:
    session = Session(create_engine("sqlite:///shop.db"))  # FAA213
    return session


def without_finally() -> Iterator[Session]:
    session = make_session()  # FAA213
    try:
        yield session
        session.commit()
    except Exception:
        session.rollback()
        raise


@app.get("/")
def read(
    first: Session = Depends(returned),
    second: Session = Depends(through_a_name),
    third: Session = Depends(without_finally),
) -> None:
    """Nothing."""
