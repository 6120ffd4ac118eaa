import sqlite3

from fastapi import FastAPI
from sqlalchemy import Engine, bindparam, create_engine, select, text
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column

app = FastAPI()
engine = create_engine("sqlite://")


class Base(DeclarativeBase):
    pass


class Person(Base):
    __tablename__ = "person"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]


@app.get("/people")
def people(name: str, ids: str) -> None:
    numbers = [int(part) for part in ids.split(",")]
    marks = ", ".join("?" for _ in numbers)
    connection = sqlite3.connect("people.db")
    connection.execute(f"SELECT 1 FROM people WHERE id IN ({marks})", numbers)
    connection.execute(f"SELECT 1 FROM people WHERE id IN ({ids.split(',').count('x')})")
    connection.execute(f"SELECT 1 FROM people WHERE n = {len(name)}")
    quoted = engine.dialect.identifier_preparer.quote(name)
    with Session(engine) as session:
        session.execute(text("SELECT 1 WHERE name = :name").bindparams(name=f"%{name}%"))
        session.execute(select(Person).where(Person.name.like(f"%{name}%")))
        session.execute(text(f"SELECT 1 FROM {quoted}"))
