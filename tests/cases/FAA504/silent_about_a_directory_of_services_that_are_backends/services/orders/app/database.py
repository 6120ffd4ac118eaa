from sqlalchemy import create_engine
from sqlalchemy.orm import DeclarativeBase, sessionmaker

make_session = sessionmaker(create_engine("sqlite:///shop.db"))


class Base(DeclarativeBase):
    pass


def forget_everything() -> None:
    Base.metadata.drop_all(make_session.kw["bind"])
