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


from sqlalchemy import String
from sqlalchemy.orm import validates
from sqlalchemy.types import TypeDecorator


class Hashed(TypeDecorator[str]):
    impl = String

    def process_bind_param(self, value: Any, dialect: Any) -> str:
        return str(hash(value))


class Member(Base):
    __tablename__ = "members"
    id: Mapped[int] = mapped_column(primary_key=True)
    password: Mapped[str] = mapped_column(Hashed())


class Person(Base):
    __tablename__ = "people"
    id: Mapped[int] = mapped_column(primary_key=True)
    password: Mapped[str]

    @validates("password")
    def hashed(self, key: str, value: str) -> str:
        return str(hash(value))


class MailServer(Base):
    __tablename__ = "servers"
    id: Mapped[int] = mapped_column(primary_key=True)
    password: Mapped[str]


class Login(BaseModel):
    name: str
    password: str


def hash_password(password: str) -> str:
    return hex(hash(password))


@app.post("/a")
def a(login: Login, db: Db) -> None:
    db.add(Member(password=login.password))
    db.add(Person(password=login.password))
    db.add(MailServer(password=login.password))
    db.add(User(name=login.name, password=hash_password(login.password)))


@app.post("/b")
def b(login: Login, db: Db) -> None:
    values = login.model_dump(exclude={"password"})
    user = User(**values, password=hash_password(login.password))
    user.password = hash_password(login.password)
    db.add(user)


@app.post("/c")
def c(login: Login, db: Db) -> None:
    login.password = hash_password(login.password)
    db.add(User(**login.model_dump()))


@app.post("/d")
def d(login: Login, db: Db) -> None:
    user = db.scalars(select(User).where(User.name == login.name)).first()
    if user is None or user.password != hash_password(login.password):
        raise HTTPException(401)


@app.post("/e")
def e(login: Login, db: Db) -> None:
    values = login.model_dump()
    values["password"] = hash_password(values["password"])
    db.add(User(**values))


@app.patch("/f")
def f(login: Login, db: Db) -> None:
    user = db.get(User, 1)
    for key, value in login.model_dump().items():
        if key == "password":
            setattr(user, key, hash_password(value))
        else:
            setattr(user, key, value)


class Reset(BaseModel):
    name: str
    reset_password_code: str


class Account(Base):
    __tablename__ = "accounts"
    id: Mapped[int] = mapped_column(primary_key=True)
    reset_password_code: Mapped[str]


@app.post("/g")
def g(reset: Reset, db: Db) -> None:
    account = db.get(Account, 1)
    if account is None or account.reset_password_code != reset.reset_password_code:
        raise HTTPException(400)


def store(user: User, login: Login) -> None:
    for key, value in login.model_dump().items():
        setattr(user, key, value)


@app.put("/h")
def h(login: Login, db: Db) -> None:
    if login.password:
        login.password = hash_password(login.password)
    store(db.get(User, 1), login)
