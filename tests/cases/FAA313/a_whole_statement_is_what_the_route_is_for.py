import sqlite3

from fastapi import FastAPI

app = FastAPI()


@app.post("/console")
def console(statement: str) -> list[str]:
    connection = sqlite3.connect("file:data.db?mode=ro", uri=True)
    return [row[0] for row in connection.execute(statement)]
