from fastapi import APIRouter, FastAPI
from fastapi.responses import ORJSONResponse
from pydantic import BaseModel

app = FastAPI(default_response_class=ORJSONResponse)
router = APIRouter()


class Book(BaseModel):
    title: str


def load(book_id: int) -> Book:
    return Book(title=str(book_id))


@router.get("/dict")
def as_dict(name: str):  # FAA106
    if not name:
        return {"error": "no name"}
    return {"a": name}


@router.get("/list")
async def as_list():  # FAA106
    return [n for n in range(3)]


@router.post("/books", status_code=201)
def echo(book: Book):  # FAA106
    return book


@router.get("/books/{book_id}")
def through_helper(book_id: int):  # FAA106
    book = load(book_id)
    return book


app.include_router(router)


@app.get("/one")
@app.get("/two")
def twice(name: str):  # FAA106
    return {"a": name}
