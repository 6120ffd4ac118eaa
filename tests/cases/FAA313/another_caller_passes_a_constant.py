import sqlite3

from fastapi import FastAPI

app = FastAPI()
connection = sqlite3.connect("data.db")


def quoted(text: str) -> str:
    return f"'{text}'"


def count(table: str) -> int:
    return connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0]


@app.get("/counts")
def counts(name: str) -> list[str]:
    shown = quoted(name)
    connection.execute(f"SELECT {quoted('x')}")
    return [shown, str(count("people"))]
