from fastapi import FastAPI
from tortoise import fields
from tortoise.contrib.fastapi import register_tortoise
from tortoise.models import Model

app = FastAPI()


class Book(Model):
    id = fields.IntField(primary_key=True)
    title = fields.TextField()


@app.get("/books/{book_id}")
async def show(book_id: int) -> str:
    """Show the book."""
    book = await Book.get(id=book_id)
    return book.title


register_tortoise(app, modules={"models": [__name__]}, add_exception_handlers=True)
