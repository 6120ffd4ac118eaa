from fastapi import Depends, FastAPI

app = FastAPI()


def numbers():
    yield 1
    yield 2


def size() -> int:
    return 3


@app.get("/")
def index(count: int = Depends(size)):
    first = next(numbers())
    return [first, count, size()]
