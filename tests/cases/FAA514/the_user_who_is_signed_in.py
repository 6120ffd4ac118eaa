from typing import Annotated

from fastapi import Depends, FastAPI, Header
from sqlalchemy import create_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column

engine = create_engine("sqlite://")
app = FastAPI()


class Base(DeclarativeBase):
    pass


class User(Base):
    __tablename__ = "user"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]


def get_session():
    with Session(engine) as session:
        yield session


def user_id(token: Annotated[int, Header()]) -> int:
    return token


@app.get("/me")
def me(
    who: Annotated[int, Depends(user_id)], session: Annotated[Session, Depends(get_session)]
) -> str:
    """Who asks."""
    return session.get(User, who).name
