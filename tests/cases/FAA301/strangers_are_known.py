from pathlib import Path
from typing import Annotated

from fastapi import Depends, FastAPI
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

app = FastAPI()
bearer = HTTPBearer()
Visitor = Annotated[HTTPAuthorizationCredentials | None, Depends(HTTPBearer(auto_error=False))]


@app.put("/books/{book_id}", dependencies=[Depends(bearer)])
def set_title(book_id: int) -> None:
    Path("books.txt").write_text(str(book_id))


@app.put("/books/{book_id}/year", dependencies=[Depends(bearer)])
def set_year(book_id: int) -> None:
    Path("books.txt").write_text(str(book_id))


@app.put("/books/{book_id}/place", dependencies=[Depends(bearer)])
def set_place(book_id: int) -> None:
    Path("books.txt").write_text(str(book_id))


@app.post("/books/seen")
def seen(book_id: int, visitor: Visitor) -> None:
    """Count, with the name of whoever is signed in."""
    name = "somebody" if visitor is None else visitor.credentials
    Path("seen.txt").write_text(f"{name} {book_id}")


@app.post("/books/{book_id}/pages")
def pages(book_id: int) -> None:
    """Add a page: another service does."""
    raise NotImplementedError


@app.post("/books/lost")
def lost(book_id: int) -> None:  # FAA301
    Path("lost.txt").write_text(str(book_id))
