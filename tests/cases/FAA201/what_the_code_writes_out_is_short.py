import enum

from fastapi import Depends, FastAPI
from pydantic import BaseModel
from sqlalchemy import create_engine, text
from sqlalchemy.orm import Session, sessionmaker

app = FastAPI()
make_session = sessionmaker(create_engine("sqlite://"))
RELATED = {"book": ("author", "shelf"), "shelf": ("book",)}
columns = {"price": "INTEGER", "title": "TEXT"}


class Kind(enum.Enum):
    NEW = "new"
    OLD = "old"


class Change(BaseModel):
    title: str | None = None


def get_session():
    with make_session() as session:
        yield session


def count(session, names):
    for name in names:
        session.execute(text("SELECT :name"), {"name": name})  # FAA201


@app.get("/")
def index(ids: str, session: Session = Depends(get_session)):
    for kind in Kind:
        session.execute(text("SELECT count(*) FROM book WHERE kind = :kind"), {"kind": kind})
    names = ["new", "old"]
    for name in names:
        session.execute(text("SELECT :name"), {"name": name})
    for number, (column, sql) in enumerate(columns.items()):
        session.execute(text("SELECT :a, :b, :c"), {"a": column, "b": sql, "c": number})
    roles = ["owners"]
    if ids:
        roles.append("deployers")
    for name in roles:
        session.execute(text("SELECT :name"), {"name": name})
    more = ["first"]
    for name in ids.split(","):
        more.append(name)
    for name in more:
        session.execute(text("SELECT :name"), {"name": name})  # FAA201
    wanted = ["first"]
    wanted.extend(ids.split(","))
    for name in wanted:
        session.execute(text("SELECT :name"), {"name": name})  # FAA201
    for one, other in zip(ids, names):
        session.execute(text("SELECT :a, :b"), {"a": one, "b": other})
    for kind in RELATED[ids]:
        session.execute(text("SELECT :kind"), {"kind": kind})
    for kind in RELATED.get(ids, ()):
        session.execute(text("SELECT :kind"), {"kind": kind})
    count(session, ids.split(","))


@app.patch("/")
def change(body: Change, session: Session = Depends(get_session)):
    for name, value in body.model_dump(exclude_unset=True).items():
        session.execute(text("UPDATE setting SET value = :v WHERE name = :n"), {"n": name, "v": value})
