from typing import Annotated, Iterator

from fastapi import Depends, FastAPI, HTTPException
from pydantic import BaseModel
from sqlalchemy import create_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column

app = FastAPI()
engine = create_engine("sqlite://")


class Base(DeclarativeBase):
    pass


class User(Base):
    __tablename__ = "users"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    is_superuser: Mapped[bool]


class UserUpdate(BaseModel):
    name: str | None = None
    is_superuser: bool | None = None


def get_session() -> Iterator[Session]:
    with Session(engine) as session:
        yield session


Db = Annotated[Session, Depends(get_session)]


def current_user(db: Db) -> User:
    return db.get_one(User, 1)


Me = Annotated[User, Depends(current_user)]


class Users:
    def update(self, db: Session, user: User, given: UserUpdate) -> None:
        for field, value in given.model_dump(exclude_unset=True).items():
            setattr(user, field, value)  # FAA324
        db.commit()


class Service:
    users = Users()

    def update(self, db: Session, given: UserUpdate, me: User) -> None:
        if not me.is_superuser:
            raise HTTPException(409)
        self.users.update(db, me, given)


@app.put("/users/me")
def update_user(given: UserUpdate, db: Db, me: Me) -> None:
    Service().update(db, given, me)
