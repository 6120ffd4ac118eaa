import dataclasses

from fastapi import FastAPI
from sqlalchemy import create_engine, text
from sqlalchemy.orm import sessionmaker

app = FastAPI()
make_session = sessionmaker(create_engine("sqlite://"))


@dataclasses.dataclass
class Book:
    code: str
    _title: str | None = None

    def title(self) -> str:
        if self._title is None:
            with make_session() as session:
                self._title = session.execute(text("SELECT title"), {"c": self.code}).scalar_one()
        return self._title


@app.get("/titles")
def read_titles(codes: str):
    books = [Book(code) for code in codes.split(",")]
    return [book.title() for book in books]  # FAA202
