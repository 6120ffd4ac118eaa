from fastapi import FastAPI, HTTPException
from tortoise import fields
from tortoise.models import Model

app = FastAPI()


class Author(Model):
    id = fields.IntField(primary_key=True)
    name = fields.TextField()


class Book(Model):
    id = fields.IntField(primary_key=True)
    title = fields.TextField()
    author = fields.ForeignKeyField("models.Author", related_name="books")


@app.get("/books/{key}")
async def read_book(key: int) -> str:
    book = await Book.get_or_none(id=key).prefetch_related("author")
    if book is None:
        raise HTTPException(404)
    return book.title


@app.get("/books/{key}/first")
async def first_book(key: int) -> str:
    query = Book.filter(id=key).first()
    book = await query.prefetch_related("author")
    return book.title if book else ""


@app.get("/books/{key}/title")
async def title(key: int) -> str:
    book = await Book.get_or_none(id=key)
    return book.title  # FAA514
