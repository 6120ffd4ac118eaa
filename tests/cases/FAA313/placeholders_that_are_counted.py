import sqlite3
from typing import Annotated

from fastapi import FastAPI, Query

app = FastAPI()


@app.get("/people")
def find(names: Annotated[list[str], Query()]) -> None:
    connection = sqlite3.connect("people.db")
    marks = ", ".join("?" * len(names))
    connection.execute(f"SELECT 1 FROM people WHERE name IN ({marks})", names)
    keys = ", ".join(f":name{i}" for i, _ in enumerate(names))
    connection.execute(f"SELECT 1 FROM people WHERE name IN ({keys})")
    for position, name in enumerate(names):
        connection.execute(f"SELECT {position} FROM people WHERE name = ?", [name])
    for field in ("city", "street"):
        connection.execute(f"SELECT {field} FROM people WHERE name = :name", {"name": names[0]})
