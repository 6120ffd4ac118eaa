from fastapi import FastAPI

app = FastAPI()
registry: list[str] = []


@app.get("/books")
def read_books() -> list[str]:
    return registry
