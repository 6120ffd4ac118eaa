from fastapi import FastAPI
from store import make_store

app = FastAPI()
store = make_store()


class Book:
    def __init__(self, title: str) -> None:
        self.title = title


class Books:
    def find(self, key: str) -> Book | None:
        row = store.find_one("books", {"key": key})
        if row:
            return Book(**row)
        return None

    def first(self, key: str) -> Book | None:
        row = store.find_one("books", {"key": key})
        if row is not None:
            if "title" in row:
                return Book(**row)
        return None


books = Books()


@app.get("/books/{key}")
def title(key: str) -> str:
    book = books.find(key)
    return book.title  # FAA514


@app.get("/books/{key}/checked")
def checked(key: str) -> str:
    book = books.find(key)
    return book.title if book else ""
