from fastapi import Depends, FastAPI
from sqlalchemy import create_engine, select
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, aliased, mapped_column, sessionmaker

app = FastAPI()
make_session = sessionmaker(create_engine("sqlite:///shop.db"))


class Base(DeclarativeBase):
    pass


class Book(Base):
    __tablename__ = "book"

    id: Mapped[int] = mapped_column(primary_key=True)
    next_id: Mapped[int]


def get_session():
    with make_session() as session:
        yield session


@app.get("/chains")
def read_chains(depth: int, session: Session = Depends(get_session)) -> list[int]:
    query = select(Book)
    last = Book
    for _ in range(depth):
        following = aliased(Book)
        query = query.add_columns(following).join(following, following.id == last.next_id)
        last = following
    return [len(row) for row in session.execute(query)]
