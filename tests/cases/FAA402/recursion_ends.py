from fastapi import FastAPI

app = FastAPI()


def even(n):
    return n == 0 or odd(n - 1)


def odd(n):
    return n != 0 and even(n - 1)


@app.get("/")
async def index():
    return even(4)
