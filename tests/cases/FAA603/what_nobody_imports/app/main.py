from fastapi import FastAPI

app = FastAPI()


@app.get("/books")
def read_books(size: int) -> int:
    return size
