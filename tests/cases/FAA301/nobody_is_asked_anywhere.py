from fastapi import FastAPI

app = FastAPI()


@app.post("/books")
def add_book(): ...


@app.delete("/books")
def delete_books(): ...
