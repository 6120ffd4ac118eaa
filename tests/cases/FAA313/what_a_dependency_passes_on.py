import sqlite3
from typing import Annotated

from fastapi import Depends, FastAPI, Request

app = FastAPI()
connection = sqlite3.connect("people.db")


class Page:
    def __init__(self, sort: str = "name", size: int = 10) -> None:
        self.sort = sort
        self.size = size


def city(q: str) -> str:
    return q.strip()


@app.get("/people")
def people(
    request: Request, page: Annotated[Page, Depends()], q: Annotated[str, Depends(city)]
) -> None:
    connection.execute(f"SELECT 1 FROM people LIMIT {page.size}")
    connection.execute(f"SELECT 1 FROM people ORDER BY {page.sort}")  # FAA313
    connection.execute("SELECT 1 FROM people WHERE city = '%s'" % q)  # FAA313
    tenant = request.headers.get("x-tenant")
    connection.execute("SELECT 1 FROM people_" + tenant)  # FAA313
