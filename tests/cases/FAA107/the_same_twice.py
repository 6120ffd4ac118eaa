from typing import Dict, List, Optional

from fastapi import FastAPI
from pydantic import BaseModel

app = FastAPI()


class Book(BaseModel):
    title: str


@app.get("/a", response_model=Book)  # FAA107
def a() -> Book:
    return Book(title="Emma")


@app.get("/b", response_model=Optional[List[Book]])  # FAA107
@app.get("/c", response_model=Optional[List[Book]], tags=["c"])  # FAA107
def b() -> Optional[List[Book]]:
    return None


@app.get("/d", response_model=Book)  # FAA107
def d() -> "Book":
    return Book(title="Emma")


@app.get("/e", response_model=Dict[str, Book | None])  # FAA107
def e() -> Dict[str, Book | None]:
    return {}
