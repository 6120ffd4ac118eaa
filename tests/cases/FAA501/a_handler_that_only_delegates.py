from fastapi import FastAPI

app = FastAPI()


def work(x: int) -> int:
    return x


@app.get("/")
def index(x: int) -> int:
    return work(x)
