from fastapi import FastAPI, HTTPException


class NotThere(Exception):
    pass


app = FastAPI()
books = {1: "Emma"}


def find(book_id: int) -> str:
    if book_id not in books:
        raise NotThere(f"{book_id} not found")
    return books[book_id]


@app.get("/books/{book_id}")
def read(book_id: int) -> str:
    try:
        return find(book_id)
    except Exception as error:
        if "not found" in str(error):
            raise HTTPException(404) from error
        raise HTTPException(500) from error


@app.get("/titles/{book_id}")
def title(book_id: int) -> str:
    try:
        return find(book_id).title()
    except Exception as error:  # FAA517
        raise HTTPException(500) from error


@app.get("/pages/{book_id}")
def page(book_id: int) -> str:
    try:
        return find(book_id)
    except NotThere as error:
        raise HTTPException(404) from error
