from typing import Annotated, Iterator

from fastapi import Depends, FastAPI, HTTPException
from sqlalchemy import Column, Integer, String, create_engine, text
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column

app = FastAPI()
engine = create_engine("sqlite://")


class Base(DeclarativeBase):
    pass


class Report(Base):
    __tablename__ = "reports"
    id: Mapped[int] = mapped_column(primary_key=True)
    column: Mapped[str]
    size: Mapped[int]
    old = Column(Integer)


def get_session() -> Iterator[Session]:
    with Session(engine) as session:
        yield session


@app.get("/reports/{report_id}")
def run(report_id: int, session: Annotated[Session, Depends(get_session)]) -> None:
    report = session.get(Report, report_id)
    if report is None or report.column not in ("name", "age"):
        raise HTTPException(404)
    session.execute(text(f"SELECT {report.column} FROM people LIMIT {report.size}"))
    session.execute(text(f"SELECT 1 FROM {Report.__tablename__} WHERE id = {report.id}"))
    session.execute(text(f"SELECT 1 FROM people WHERE id = {report.old}"))
    session.execute(text("SELECT 1 WHERE x = :x"), {"x": f"%{report.column}%"})
