import sqlite3

from fastapi import FastAPI, HTTPException

app = FastAPI()
SORTABLE = {"name", "age"}
COLUMNS = {"n": "name", "a": "age"}


def checked_direction(direction: str) -> str:
    return "DESC" if direction.lower() == "desc" else "ASC"


@app.get("/people")
def find(sort: str, direction: str, by: str, only: str) -> list[str]:
    if sort not in SORTABLE:
        raise HTTPException(400)
    connection = sqlite3.connect("people.db")
    column = COLUMNS.get(by, "name")
    kept = [name for name in only.split(",") if name in SORTABLE]
    query = f"SELECT {', '.join(kept)} FROM people ORDER BY {sort} {checked_direction(direction)}, {column}"
    return [row[0] for row in connection.execute(query)]
