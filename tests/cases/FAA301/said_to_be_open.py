from fastapi import Depends, FastAPI
from fastapi.security import HTTPBearer

app = FastAPI()
bearer = HTTPBearer()
books: list[str] = []


@app.put("/books")
def change_book(title: str, token=Depends(bearer)) -> None:
    books.append(title)


@app.delete("/books")
def delete_book(title: str, token=Depends(bearer)) -> None:
    books.remove(title)


@app.put("/shelves")
def change_shelf(title: str, token=Depends(bearer)) -> None:
    books.append(title)


@app.delete("/shelves")
def delete_shelf(title: str, token=Depends(bearer)) -> None:
    books.remove(title)


@app.post(
    "/opinions",
    description="Post an opinion. This endpoint does not require "
    "authentication since the code itself is signed",
)
def give_opinion(text: str) -> None:
    books.append(text)


@app.post("/visits", summary="Count a visit (public endpoint)")
def add_visit(page: str) -> None:
    books.append(page)


@app.post("/notes", description="Unlike books, notes require authentication.")
def add_note(text: str) -> None:  # FAA301
    books.append(text)


@app.post("/suggestions")
def add_suggestion(text: str) -> None:
    books.append(text)
