import sqlite3

from fastapi import FastAPI
from pydantic import BaseModel

app = FastAPI()


class Filter(BaseModel):
    city: str
    limit: int


@app.post("/people")
def find(wanted: Filter) -> list[str]:
    connection = sqlite3.connect("people.db")
    query = "SELECT name FROM people WHERE city = '{}'".format(wanted.city)
    query += f" LIMIT {wanted.limit}"
    return [row[0] for row in connection.execute(query)]  # FAA313


@app.put("/people")
def move(wanted: Filter) -> None:
    values = wanted.model_dump()
    connection = sqlite3.connect("people.db")
    connection.execute(f"UPDATE people SET city = '{values['city']}'")  # FAA313
    connection.execute(f"UPDATE people SET number = {values['limit']}")
