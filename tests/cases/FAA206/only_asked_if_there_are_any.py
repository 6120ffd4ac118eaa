from fastapi import Depends, FastAPI, HTTPException
from sqlalchemy import create_engine, select
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column, sessionmaker

app = FastAPI()
make_session = sessionmaker(create_engine("sqlite://"))


class Base(DeclarativeBase):
    pass


class Book(Base):
    __tablename__ = "book"

    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str]


def get_session():
    with make_session() as session:
        yield session


@app.get("/loud")
def loud(title: str, session: Session = Depends(get_session)):
    if session.query(Book).filter_by(title=title).all():  # FAA206
        raise HTTPException(409)
    rows = session.scalars(select(Book).where(Book.title == title)).all()  # FAA206
    if not rows:
        raise HTTPException(404)
    both = session.query(Book).all()
    if both and len(both) > 3:  # FAA206
        raise HTTPException(409)
    return "x" if session.query(Book).all() else "y"  # FAA206


@app.get("/silent")
def silent(title: str, session: Session = Depends(get_session)):
    if session.query(Book).filter_by(title=title).limit(1).all():
        raise HTTPException(409)
    if session.query(Book).filter_by(title=title).first():
        raise HTTPException(409)
    rows = session.query(Book).all()
    if not rows:
        raise HTTPException(404)
    given = session.scalars(select(Book.id).where(Book.id.in_([1, 2]))).all()
    if len(given) != 2:
        raise HTTPException(404)
    some = session.query(Book).limit(10).all()
    if len(some) == 10:
        raise HTTPException(409)
    return [row.title for row in rows]
