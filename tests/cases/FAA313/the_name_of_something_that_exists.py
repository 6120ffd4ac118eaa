import sqlite3
from typing import Annotated, Iterator

from fastapi import Depends, FastAPI, HTTPException
from sqlalchemy import create_engine, select, text
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column

app = FastAPI()
engine = create_engine("sqlite://")


class Base(DeclarativeBase):
    pass


class Table(Base):
    __tablename__ = "tables"
    name: Mapped[str] = mapped_column(primary_key=True)


def get_session() -> Iterator[Session]:
    with Session(engine) as session:
        yield session


@app.get("/tables/{name}")
def show(name: str, session: Annotated[Session, Depends(get_session)]) -> None:
    table = session.get(Table, name)
    if table is None:
        raise HTTPException(404)
    session.execute(text(f"SELECT * FROM {name}"))


@app.get("/rows")
def rows(name: str, session: Annotated[Session, Depends(get_session)]) -> None:
    table = session.scalars(select(Table).where(Table.name == name)).first()
    if not table:
        raise HTTPException(404)
    session.execute(text(f"SELECT * FROM {name}"))
