import datetime

from fastapi import Depends, FastAPI
from pydantic import BaseModel
from sqlalchemy import ForeignKey, create_engine, select, text
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column, sessionmaker

app = FastAPI()
make_session = sessionmaker(create_engine("sqlite://"))


class Base(DeclarativeBase):
    pass


class Note(Base):
    __tablename__ = "note"

    id: Mapped[int] = mapped_column(primary_key=True)
    folder_id: Mapped[int] = mapped_column(ForeignKey("folder.id"), index=True)


def get_session():
    with make_session() as session:
        yield session


class Tag(BaseModel):
    name: str


class NewNote(BaseModel):
    title: str
    written: datetime.datetime
    tags: list[Tag]


class Import(BaseModel):
    notes: list[NewNote]
    folder: str


def attach(session: Session, name: str) -> None:
    session.execute(text("INSERT INTO tag VALUES (:name)"), {"name": name})


def check(session: Session, name: str) -> None:
    if session.scalar(text("SELECT 1 FROM tag WHERE name = :name"), {"name": name}):
        raise ValueError(name)


def tag_of(session: Session, name: str) -> str:
    return session.execute(text("SELECT id FROM tag WHERE name = :n"), {"n": name}).scalar_one()


def attach_all(session: Session, names: list[str]) -> None:
    rows = [{"name": name} for name in names]
    session.execute(text("INSERT INTO tag VALUES (:name)"), rows)


def delete(session: Session, number: int) -> None:
    session.execute(text("DELETE FROM note WHERE id = :id"), {"id": number})


def names_of(line: str) -> list[str]:
    return open(line).read().split()


def notes_in(session: Session, folder: int) -> list[int]:
    found = []
    for note in session.scalars(select(Note).where(Note.folder_id == folder)):
        found.append(note.id)
    return found


@app.post("/notes")
def write_note(note: NewNote, session: Session = Depends(get_session)):
    for tag in note.tags:
        check(session, tag.name)
    for tag in note.tags:
        attach(session, tag.name)
    for name in names_of(note.title):
        attach(session, name)


@app.post("/tagged")
def write_tagged(note: NewNote, session: Session = Depends(get_session)) -> list[str]:
    return [tag_of(session, tag.name) for tag in note.tags]  # FAA202


@app.post("/import")
def import_notes(body: Import, session: Session = Depends(get_session)):
    for note in body.notes:
        attach(session, note.title)  # FAA202


@app.post("/tags")
def write_tags(names: list[str], session: Session = Depends(get_session)):
    for name in names:
        attach(session, name)  # FAA202
    for name in set(names):
        check(session, name)  # FAA202


@app.post("/different-folders")
def check_folders(notes: list[Note], session: Session = Depends(get_session)):
    for folder in {note.folder_id for note in notes}:
        check(session, str(folder))


@app.post("/split")
def write_split(names: str, session: Session = Depends(get_session)):
    for name in names.split(","):
        attach(session, name)  # FAA202


@app.delete("/folders/{folder}")
def delete_folder(folder: int, session: Session = Depends(get_session)):
    for number in notes_in(session, folder):
        delete(session, number)  # FAA202


@app.post("/groups")
def write_groups(groups: dict[str, list[str]], session: Session = Depends(get_session)):
    for names in groups.values():
        attach_all(session, names)
