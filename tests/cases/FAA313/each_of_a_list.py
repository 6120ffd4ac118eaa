import sqlite3
from typing import Annotated

from fastapi import FastAPI, Query

app = FastAPI()


@app.get("/people")
def find(names: Annotated[list[str], Query()]) -> None:
    connection = sqlite3.connect("people.db")
    quoted = ", ".join(f"'{name}'" for name in names)
    connection.execute(f"SELECT 1 FROM people WHERE name IN ({quoted})")  # FAA313
    connection.execute(f"SELECT 1 FROM people WHERE name IN {tuple(names)}")  # FAA313
    for position, name in enumerate(names):
        connection.execute(f"SELECT {position} FROM people WHERE name = '{name}'")  # FAA313
