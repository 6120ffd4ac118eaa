# options: max-router-lines=10
from fastapi import FastAPI

app = FastAPI()


@app.get("/one")
@app.get("/one/")
def read_one() -> list[str]:
    return []


@app.get("/two")
@app.get("/two/")
def read_two() -> list[str]:
    return []


@app.get("/three")
@app.get("/three/")
def read_three() -> list[str]:
    return []


@app.get("/four")
@app.get("/four/")
def read_four() -> list[str]:
    return []


@app.get("/five")
@app.get("/five/")
def read_five() -> list[str]:
    return []
