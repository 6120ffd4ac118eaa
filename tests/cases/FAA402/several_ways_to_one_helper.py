import requests
from fastapi import FastAPI

app = FastAPI()
session = requests.Session()


def ask(path: str) -> str:
    return session.get(f"https://books.example/{path}", timeout=5).text


def title(key: str) -> str:
    return ask(f"{key}/title")


def author(key: str) -> str:
    return ask(f"{key}/author")


def tell(text: str) -> None:
    session.post("https://log.example", data=text, timeout=5)


@app.get("/books/{key}")
async def read_book(key: str) -> list[str]:
    first = title(key)  # FAA402
    tell(first)  # FAA402
    return [first, author(key), ask(key)]


@app.get("/authors/{key}")
async def read_author(key: str) -> str:
    return author(key)  # FAA402
