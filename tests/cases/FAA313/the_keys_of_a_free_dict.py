import sqlite3
from typing import Any

from fastapi import FastAPI

app = FastAPI()


@app.patch("/people/{person_id}")
def change(person_id: int, payload: dict[str, Any]) -> None:
    columns = ", ".join(f"{key} = ?" for key in payload)
    parts = []
    for key, _ in payload.items():
        parts.append(f"{key} = ?")
    connection = sqlite3.connect("people.db")
    connection.execute(f"UPDATE people SET {columns}", [*payload.values()])  # FAA313
    connection.execute(f"UPDATE people SET {', '.join(parts)}", [*payload.values()])  # FAA313
