from fastapi import FastAPI
from routers import books
from services.lists import titles

app = FastAPI()
app.include_router(books.router)


@app.get("/titles")
def read_titles() -> list[str]:
    """All titles."""
    return titles()
