from fastapi import Depends, FastAPI

app = FastAPI()


def page(size: int = 10):
    return size


@app.get("/books")
def read_books(page=Depends(page), words="", _=None):
    def inner(x):
        return x

    return [inner(words)] * page
