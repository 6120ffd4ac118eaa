from contextlib import contextmanager

from fastapi import FastAPI
from models import User
from sqlalchemy import create_engine, select
from sqlalchemy.orm import selectinload, sessionmaker

app = FastAPI()
make_session = sessionmaker(create_engine("sqlite://"))


@contextmanager
def opened():
    session = make_session()
    try:
        yield session
    finally:
        session.close()


class Users:
    @classmethod
    def find(cls, key: int) -> User | None:
        with opened() as session:
            query = select(User).where(User.id == key)  # FAA208
            return session.scalars(query).first()

    @classmethod
    def find_with_groups(cls, key: int) -> User | None:
        with opened() as session:
            query = select(User).where(User.id == key).options(selectinload(User.groups))
            return session.scalars(query).first()


@app.get("/users/{key}")
def read_user(key: int) -> list[int]:
    user = Users.find(key)
    whole = Users.find_with_groups(key)
    if user is None or whole is None:
        return []
    return [len(user.roles), len(user.groups), len(whole.groups)]
