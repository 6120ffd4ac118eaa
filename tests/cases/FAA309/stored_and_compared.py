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


class Login(BaseModel):
    name: str
    password: str


class Users:
    def __init__(self, db: Session) -> None:
        self.db = db

    def create(self, name: str, password: str) -> User:
        user = User(name=name, password=password)  # FAA309
        self.db.add(user)
        return user


@app.post("/users")
def create(login: Login, db: Db) -> None:
    Users(db).create(login.name, login.password)


@app.put("/users")
def change(login: Login, db: Db) -> None:
    user = db.scalars(select(User).where(User.name == login.name)).first()
    if user is None:
        raise HTTPException(404)
    user.password = login.password  # FAA309
    for key, value in login.model_dump().items():
        setattr(user, key, value)


@app.patch("/users")
def patch(login: Login, db: Db) -> None:
    user = db.get(User, 1)
    for key, value in login.model_dump().items():
        setattr(user, key, value)  # FAA309


@app.post("/login")
def log_in(login: Login, db: Db) -> None:
    user = db.scalars(select(User).where(User.name == login.name)).first()
    if user is None or user.password != login.password:  # FAA309
        raise HTTPException(401)
    db.scalars(select(User).where(User.password == login.password)).first()  # FAA309
