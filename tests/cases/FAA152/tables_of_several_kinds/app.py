from fastapi import FastAPI
from models import Plain, Row

app = FastAPI()


@app.post("/rows")
def create(row: Row): ...  # FAA152


@app.put("/rows")
def replace_all(rows: list[Row]): ...  # FAA152


@app.post("/plain")
def create_plain(plain: Plain): ...
