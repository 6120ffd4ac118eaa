import sqlite3

from fastapi import FastAPI
from pydantic import BaseModel

app = FastAPI()


class Change(BaseModel):
    name: str | None = None
    city: str | None = None


@app.patch("/people/{person_id}")
def change(person_id: int, payload: Change) -> None:
    values = payload.model_dump(exclude_unset=True)
    columns = ", ".join(f"{key} = :{key}" for key in values)
    more = []
    for key, value in payload.model_dump().items():
        more.append(f"{key} = ?")
    connection = sqlite3.connect("people.db")
    connection.execute(f"UPDATE people SET {columns} WHERE id = {person_id}", values)
    connection.execute("UPDATE people SET " + ", ".join(more), [*values.values()])
