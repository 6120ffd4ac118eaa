from fastapi import FastAPI
from pydantic import BaseModel, ConfigDict

app = FastAPI()


class BookOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    id: int


class BookIn(BaseModel):  # FAA154
    title: str

    class Config:
        orm_mode = True


class BookChange(BaseModel):  # FAA154
    model_config = {"from_attributes": True, "extra": "forbid"}

    title: str


@app.put("/books/{book_id}")
def put_book(book_id: int, book: BookIn) -> BookOut:
    return BookOut.model_validate({"id": book_id})


@app.patch("/books/{book_id}")
def change_book(book_id: int, change: BookChange) -> BookOut:
    return BookOut(id=book_id)
