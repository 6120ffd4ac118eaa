from typing import Annotated

from fastapi import Depends, FastAPI, HTTPException
from pydantic import BaseModel
from sqlalchemy import create_engine, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column

engine = create_engine("sqlite://")
app = FastAPI()


class Base(DeclarativeBase):
    pass


class Reader(Base):
    __tablename__ = "reader"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    town: Mapped[str]


class NewReader(BaseModel):
    name: str
    town: str


def get_session():
    with Session(engine) as session:
        yield session


@app.post("/readers")
def register(new: NewReader, session: Annotated[Session, Depends(get_session)]) -> int:
    """Register a reader."""
    if session.scalar(select(Reader).where(Reader.name == new.name)):
        raise HTTPException(409)
    session.add(Reader(name=new.name, town=new.town))
    session.commit()
    return 1
