from typing import Annotated, Any, Iterator

from fastapi import Depends, FastAPI, HTTPException
from pydantic import BaseModel
from sqlalchemy import create_engine, select, update
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column

app = FastAPI()
engine = create_engine("sqlite://")


class Base(DeclarativeBase):
    pass


class User(Base):
    __tablename__ = "users"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    password: Mapped[str]
    is_admin: Mapped[bool] = mapped_column(default=False)
    owner_id: Mapped[int] = mapped_column(default=0)


def get_session() -> Iterator[Session]:
    with Session(engine) as session:
        yield session


Db = Annotated[Session, Depends(get_session)]


class Wanted(BaseModel):
    name: str
    owner_id: int = 0
    is_admin: bool = False


class Plain(BaseModel):
    name: str


def current_user() -> int:
    return 1


def superuser() -> int:
    return 1


@app.post("/a")
def excluded(wanted: Wanted, db: Db) -> None:
    db.add(User(**wanted.model_dump(exclude={"is_admin", "owner_id"})))
    db.add(User(**wanted.model_dump(include={"name"})))


@app.post("/b")
def overwritten(wanted: Wanted, db: Db, me: Annotated[int, Depends(current_user)]) -> None:
    user = User(**wanted.model_dump(exclude={"is_admin"}))
    user.owner_id = me
    db.add(user)


@app.post("/c")
def without(plain: Plain, db: Db, me: Annotated[int, Depends(current_user)]) -> None:
    db.add(User(**plain.model_dump(), owner_id=me))


@app.post("/d", dependencies=[Depends(superuser)])
def administrators(wanted: Wanted, db: Db) -> None:
    db.add(User(**wanted.model_dump()))


@app.post("/e")
def named(wanted: Wanted, db: Db) -> None:
    db.add(User(name=wanted.name, owner_id=wanted.owner_id))


@app.post("/f")
def other(wanted: Wanted) -> Wanted:
    return Wanted(**wanted.model_dump())


@app.post("/g")
def popped(wanted: Wanted, db: Db) -> None:
    values = wanted.model_dump()
    values.pop("is_admin")
    values["owner_id"] = 1
    db.add(User(**values))
