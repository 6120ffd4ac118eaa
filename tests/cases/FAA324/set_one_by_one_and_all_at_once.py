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


class Change(BaseModel):
    name: str | None = None
    is_admin: bool | None = None


def save(db: Session, user: User, change: Change) -> None:
    for key, value in change.model_dump(exclude_unset=True).items():
        setattr(user, key, value)  # FAA324
    db.commit()


@app.patch("/users/{user_id}")
def patch(user_id: int, change: Change, db: Db) -> None:
    user = db.get(User, user_id)
    if user is None:
        raise HTTPException(404)
    save(db, user, change)


@app.put("/users/{user_id}")
def put(user_id: int, change: Change, db: Db) -> None:
    values = change.model_dump()
    db.execute(update(User).values(**values))  # FAA324


@app.post("/users")
def post(payload: dict[str, Any], db: Db) -> None:
    db.add(User(**payload))  # FAA324


class Open(BaseModel, extra="allow"):
    name: str


@app.patch("/open/{user_id}")
def keep_what_comes(user_id: int, body: Open, db: Db) -> None:
    user = db.get(User, user_id)
    for key, value in body.model_dump().items():
        setattr(user, key, value)  # FAA324
