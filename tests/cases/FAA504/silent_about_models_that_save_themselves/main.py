from fastapi import FastAPI
from shop.domain.author import Author
from shop.domain.book import Book

app = FastAPI()


@app.post("/authors")
async def create_author(author: Author) -> None:
    await author.save()


@app.post("/books")
async def create(book: Book) -> None:
    await book.save()
