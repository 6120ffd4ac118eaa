from elsewhere import model_of, rows
from fastapi import FastAPI
from pydantic import BaseModel, ConfigDict

app = FastAPI()


class BookIn(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    title: str


@app.put("/books")
def put_book(book: BookIn) -> str:
    return book.title


def migrate(name: str) -> list[object]:
    model = model_of(name)
    return [model.model_validate(row) for row in rows()]
