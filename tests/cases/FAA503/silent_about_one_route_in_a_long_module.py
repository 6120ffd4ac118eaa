# options: max-router-lines=10
from fastapi import FastAPI

app = FastAPI()


def first() -> int:
    return 1


def second() -> int:
    return 2


@app.get("/")
def read() -> int:
    return first() + second()
