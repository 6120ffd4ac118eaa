from fastapi import FastAPI

app = FastAPI()
SHIPPING = 300


@app.get("/")
def root() -> int:
    return SHIPPING
