from typing import Optional

from beanie import Document
from fastapi import FastAPI

app = FastAPI()


class Book(Document):
    title: str


@app.get("/books", response_model=list[Book])
def read_all():  # FAA153
    return []


@app.get("/books/{key}")
def read_one(key: str) -> Optional[Book]:  # FAA153
    return None
