from fastapi import Depends, FastAPI
from fastapi.security import HTTPBearer

app = FastAPI()
bearer = HTTPBearer()
books: list[str] = []


@app.put("/books", dependencies=[Depends(bearer)])
def change_book(title: str) -> None:
    books.append(title)


@app.delete("/books", dependencies=[Depends(bearer)])
def delete_book(title: str) -> None:
    books.remove(title)


@app.put("/shelves", dependencies=[Depends(bearer)])
def change_shelf(title: str) -> None:
    books.append(title)


@app.delete("/shelves", dependencies=[Depends(bearer)])
def delete_shelf(title: str) -> None:
    books.remove(title)


@app.post("/books")
def add_book(title: str) -> None:  # FAA301
    books.append(title)
