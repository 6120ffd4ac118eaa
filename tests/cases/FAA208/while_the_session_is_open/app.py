from fastapi import Depends, FastAPI
from models import User
from sqlalchemy import create_engine, select
from sqlalchemy.orm import Session, sessionmaker
from sqlalchemy.orm.exc import DetachedInstanceError

app = FastAPI()
make_session = sessionmaker(create_engine("sqlite://"))


def get_session():
    with make_session() as session:
        yield session


def current_user(key: int):
    with make_session() as session:
        yield session.scalars(select(User).where(User.id == key)).one()


def count(user: User) -> int:
    return len(user.groups)


def find(session: Session, key: int) -> User:
    return session.scalars(select(User).where(User.id == key)).one()


def find_carefully(key: int) -> User:
    with make_session() as session:
        return session.scalars(select(User).where(User.id == key)).one()


@app.get("/users/{key}")
def read_user(key: int, session: Session = Depends(get_session)) -> int:
    return len(find(session, key).groups)


@app.get("/me")
def read_me(user: User = Depends(current_user)) -> int:
    return len(user.groups)


@app.get("/counts/{key}")
def read_count(key: int) -> int:
    with make_session() as session:
        user = session.scalars(select(User).where(User.id == key)).one()
        return count(user)


@app.get("/careful/{key}")
def read_carefully(key: int) -> int:
    try:
        return len(find_carefully(key).groups)
    except DetachedInstanceError:
        return 0


def find_whole(key: int) -> User:
    with make_session() as session:
        user = session.scalars(select(User).where(User.id == key)).one()
        print(len(user.groups))
        return user


@app.get("/whole/{key}")
def read_whole(key: int) -> int:
    return len(find_whole(key).groups)


@app.get("/large/{key}")
def read_large(key: int) -> bool:
    return is_large(key)


def is_large(key: int) -> bool:
    with make_session() as session:
        user = session.scalars(select(User).where(User.id == key)).one()
        return user.is_large and user.summary()["groups"] > 10
