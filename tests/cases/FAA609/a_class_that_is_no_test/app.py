from fastapi import FastAPI

app = FastAPI()


@app.get("/books")
def read_books() -> list[str]:
    return []


@app.get("/books/{key}")
def read_book(key: int) -> str:
    return str(key)


@app.delete("/books/{key}")
def delete_book(key: int) -> None: ...

