# options: max-router-lines=10
from fastapi import APIRouter, FastAPI

books = APIRouter(prefix="/books")  # FAA503
app = FastAPI()


@books.get("")
def read_books() -> list[str]:
    return []


@books.post("")
def add_book() -> None: ...


app.include_router(books)
