import sqlite3
from typing import Annotated

from fastapi import Depends, FastAPI, Header, HTTPException

app = FastAPI()
connection = sqlite3.connect("people.db")


def user(authorization: Annotated[str, Header()]) -> str:
    row = connection.execute("SELECT name FROM tokens WHERE token = ?", (authorization,)).fetchone()
    if row is None:
        raise HTTPException(401)
    return row[0]


@app.get("/me")
def me(name: Annotated[str, Depends(user)]) -> list[str]:
    return [row[0] for row in connection.execute(f"SELECT x FROM people WHERE name = '{name}'")]
