# options: max-handler-statements=4; max-handler-complexity=3
from fastapi import FastAPI

app = FastAPI()


@app.get("/statements")
def statements():  # FAA501
    """Not counted."""
    a = 1
    b = 2
    c = 3
    d = 4
    return a + b + c + d


@app.get("/complexity")
def complexity(a: int, b: int):  # FAA501
    if a:
        for i in range(b):
            if i:
                return i


@app.get("/lean")
def lean():
    return {
        "a": 1,
        "b": 2,
    }


def no_handler():
    a = 1
    b = 2
    c = 3
    d = 4
    return a + b + c + d
