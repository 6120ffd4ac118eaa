from collections.abc import Iterator
from typing import Annotated

from fastapi import Depends, FastAPI, HTTPException
from sqlalchemy import Index, UniqueConstraint, create_engine, select, text
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
    __table_args__ = (UniqueConstraint("shop_id", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    shop_id: Mapped[int]
    name: Mapped[str]
    email: Mapped[str] = mapped_column(unique=True)


@app.post("/users")
def add_user(email: str, name: str, session: Db) -> None:
    if session.query(User).filter(User.email == email).first():
        raise HTTPException(409)
    known = session.query(User).filter_by(shop_id=1, name=name).first()
    if known:
        raise HTTPException(409)
    session.add(User(email=email, name=name, shop_id=1))
    session.commit()


@app.post("/collected")
def add_collected(names: list[str], session: Db) -> None:
    users = {user.name: user for user in session.query(User).filter_by(shop_id=1)}
    for name in names:
        user = users.get(name)
        if user is None:
            session.add(User(email=name, name=name, shop_id=1))
    session.commit()


@app.post("/part")
def add_part(name: str, session: Db) -> None:
    if session.query(User).filter_by(name=name).first():
        raise HTTPException(409)
    session.add(User(email=name, name=name, shop_id=1))
    session.commit()


class Tag(Base):
    __tablename__ = "tag"
    __table_args__ = (Index("uq_tag", "name", unique=True, sqlite_where=text("shop_id = 1")),)

    id: Mapped[int] = mapped_column(primary_key=True)
    shop_id: Mapped[int]
    name: Mapped[str]


@app.post("/tags")
def add_tag(name: str, session: Db) -> None:
    if session.query(Tag).filter_by(name=name).first():
        raise HTTPException(409)
    session.add(Tag(name=name, shop_id=1))
    session.commit()
