import enum
from collections.abc import Callable, Iterable

from fastapi import Depends, FastAPI
from sqlalchemy import create_engine, text
from sqlalchemy.orm import Session, sessionmaker

app = FastAPI()
make_session = sessionmaker(create_engine("sqlite://"))


class Kind(enum.Enum):
    NEW = "new"
    OLD = "old"


def get_session():
    with make_session() as session:
        yield session


def store(session: Session, name: str) -> None:
    session.execute(text("UPDATE book SET name = :name"), {"name": name})


def add_index(session: Session, name: str) -> None:
    session.execute(text(f"CREATE INDEX IF NOT EXISTS {name} ON book (name)"))


def report(send: Callable[[str], None], name: str) -> None:
    send(name)


def emitter(session: Session) -> Callable[[str], None]:
    def emit(name: str) -> None:
        session.execute(text("INSERT INTO event VALUES (:name)"), {"name": name})

    return emit


def count(session: Session, kinds: Iterable[Kind]) -> None:
    for kind in sorted(set(kinds)):
        store(session, kind.value)


@app.post("/")
def index(names: dict[str, str], kinds: list[Kind], session: Session = Depends(get_session)):
    for old, new in names.items():
        if old != new:
            store(session, new)
    for old, new in names.items():
        changed = False
        if new.startswith(old):
            changed = True
        if changed:
            store(session, new)
    for name in names:
        try:
            int(name)
        except ValueError:
            store(session, name)
    for name in names:
        add_index(session, name)
    for name in names:
        report(emitter(session), name)
    count(session, kinds)
    for name in names:
        if name != "":
            store(session, name)  # FAA202
