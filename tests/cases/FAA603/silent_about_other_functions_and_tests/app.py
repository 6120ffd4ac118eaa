from fastapi import FastAPI

app = FastAPI()


def helper(x):
    return x


@app.get("/")
def index() -> int:
    return helper(1)
