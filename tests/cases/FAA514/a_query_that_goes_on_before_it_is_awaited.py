from beanie import Document
from fastapi import FastAPI, HTTPException
from pydantic import BaseModel

app = FastAPI()


class Title(BaseModel):
    title: str


class Book(Document):
    isbn: str
    title: str


@app.get("/books/{isbn}/title")
async def title(isbn: str) -> str:
    """Give the title."""
    found = await Book.find_one(Book.isbn == isbn).project(Title)
    if found is None:
        raise HTTPException(404)
    return found.title


@app.get("/books/{isbn}/heading")
async def heading(isbn: str) -> str:
    """Give the title, of which nobody knows that it is there."""
    found = await Book.find_one(Book.isbn == isbn).project(Title)
    return found.title  # FAA514
