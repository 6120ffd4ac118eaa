from collections.abc import Iterator
from typing import Annotated

from fastapi import Depends, FastAPI, HTTPException
from sqlalchemy import create_engine, select
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column, sessionmaker

app = FastAPI()
make_session = sessionmaker(create_engine("sqlite:///shop.db"))


class Base(DeclarativeBase):
    pass


def get_session() -> Iterator[Session]:
    with make_session() as session:
        yield session


Db = Annotated[Session, Depends(get_session)]


class User(Base):
    __tablename__ = "user"

    id: Mapped[int] = mapped_column(primary_key=True)
    shop_id: Mapped[int]
    email: Mapped[str]


class Users:
    def __init__(self, session: Session) -> None:
        self.session = session

    def by_email(self, email: str) -> User | None:
        return self.session.scalar(select(User).where(User.email == email))

    def add(self, email: str) -> User:
        user = User(email=email, shop_id=1)
        self.session.add(user)
        self.session.commit()
        return user


@app.post("/users")
def add_user(email: str, session: Db) -> None:
    users = Users(session)
    if users.by_email(email):
        raise HTTPException(409)
    users.add(email)  # FAA236


@app.post("/guests")
def add_guest(email: str, session: Db) -> int:
    user = session.query(User).filter_by(email=email, shop_id=1).first()
    if not user:
        user = User(email=email, shop_id=1)  # FAA236
        session.add(user)
        session.commit()
    return user.id
