from fastapi import FastAPI
from pydantic import BaseModel, validator

app = FastAPI()


class Book(BaseModel):
    title: str

    class Config:
        orm_mode = True

    @validator("title")
    def strip(cls, value: str) -> str:
        return value.strip()


@app.put("/books")
def put_book(book: Book) -> dict[str, object]:
    return book.dict()
