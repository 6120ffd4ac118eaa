import databases
from databases import Database
from fastapi import Depends, FastAPI
from fastapi.security import HTTPBearer
from pydantic import BaseModel

app = FastAPI(dependencies=[Depends(HTTPBearer())])
database = databases.Database("sqlite+aiosqlite:///shop.db")


class Book(BaseModel):
    title: str


def get_database() -> Database:
    return database


@app.post("/books")
async def add(book: Book, db: Database = Depends(get_database)) -> None:
    """Add a book."""
    query = f"INSERT INTO book (title) VALUES ('{book.title}')"
    await db.execute(query)  # FAA313


@app.get("/books/{title}")
async def read(title: str) -> str | None:
    """A book."""
    return await database.fetch_val(
        query="SELECT title FROM book WHERE title = :title", values={"title": title}
    )


@app.get("/found/{title}")
async def find(title: str) -> str | None:
    """A book."""
    async with database.connection() as connection:
        return await connection.fetch_val(  # FAA313
            "SELECT title FROM book WHERE title = '" + title + "'"
        )
