from fastapi import FastAPI
from shop.domain.book import Book

app = FastAPI()


@app.post("/books")
async def create(book: Book) -> None:
    await book.save()
