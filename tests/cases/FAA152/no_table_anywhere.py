from fastapi import FastAPI
from pydantic import BaseModel

app = FastAPI()


class Row(BaseModel):
    name: str


@app.post("/rows")
def create(row: Row): ...
