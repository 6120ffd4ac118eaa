import enum
from collections.abc import Callable, Iterable

from fastapi import Depends, FastAPI
from sqlalchemy import create_engine, text
from sqlalchemy.orm import Session, sessionmaker

app = FastAPI()
make_session = sessionmaker(create_engine("sqlite://"))


LOUD = frozenset({"A", "B"})
QUIET = frozenset({"c"})


def known_names() -> list[str]:
    return open("names.txt").read().split()


class Step:
    def __init__(self, name: str) -> None:
        self.name = name


class Deploy(Step):
    pass


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


def steps(names: Iterable[str]) -> list[Step]:
    return [Deploy(name) if name else Step(name) for name in names]


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
    for name in names:
        if name and (name not in known_names() or name == "x"):
            store(session, name)
    for name in names:
        if name in LOUD:
            store(session, name)
        elif name in LOUD | QUIET:
            store(session, name.lower())
    count(session, kinds)
    for step in steps(names):
        if isinstance(step, Deploy) and step.name:
            store(session, step.name)
    done = []
    try:
        for name in names:
            open(name).close()
            done.append(name)
    except OSError:
        for name in done:
            store(session, name)
    for name in names:
        if isinstance(name, str):
            store(session, name)  # FAA202
    for name in names:
        if name != "":
            store(session, name)  # FAA202


class Member:
    def __init__(self, name: str) -> None:
        self.name = name
        self.is_active = False


def members() -> list[Member]:
    return [Member(name) for name in known_names()]


def title_of(session: Session, name: str) -> str:
    return session.execute(text("SELECT title FROM book WHERE name = :n"), {"n": name}).scalar_one()


@app.post("/woken")
def wake(session: Session = Depends(get_session)):
    for member in members():
        if not member.is_active:
            activate(session, member.name)


def activate(session: Session, name: str) -> None:
    session.execute(text("UPDATE member SET is_active = true WHERE name = :n"), {"n": name})
    session.commit()


@app.get("/woken")
def read_woken(session: Session = Depends(get_session)) -> list[str]:
    found = []
    for member in members():
        if not member.is_active:
            found.append(title_of(session, member.name))  # FAA202
    return found


@app.get("/kept")
def read_kept(session: Session = Depends(get_session)) -> dict[str, str]:
    titles: dict[str, str] = {}
    for member in members():
        if member.name in titles:
            continue
        titles[member.name] = title_of(session, member.name)
    return titles


@app.get("/seen")
def read_seen(session: Session = Depends(get_session)) -> list[str]:
    titles, seen = [], set()
    for member in members():
        if member.name in seen:
            continue
        seen.add(member.name)
        titles.append(title_of(session, member.name))  # FAA202
    return titles


@app.get("/names")
def resolve(session: Session = Depends(get_session)) -> list[str]:
    found = []
    for name in known_names():
        if name.startswith("book-"):
            found.append(title_of(session, name))
        elif name.startswith("list-") and len(name) > 10:
            found.append(title_of(session, name[5:]))
        else:
            found.append(name)
    return found


@app.get("/prefixed")
def prefixed(session: Session = Depends(get_session)) -> list[str]:
    return [title_of(session, n) for n in known_names() if n.startswith("book-")]  # FAA202
