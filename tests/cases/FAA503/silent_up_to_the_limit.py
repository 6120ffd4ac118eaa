# options: max-router-lines=16
from fastapi import FastAPI

app = FastAPI()


@app.get("/books")
def read_books() -> list[str]:
    return []


@app.get("/orders")
def read_orders() -> list[str]:
    return []
