import enum
import sqlite3
import uuid
from typing import Annotated, Literal

from fastapi import FastAPI, Path, Query
from pydantic import BaseModel, Field, field_validator

app = FastAPI()


class Order(str, enum.Enum):
    up = "ASC"
    down = "DESC"


class Wanted(BaseModel):
    owner: uuid.UUID
    column: Literal["name", "age"]
    table: str = Field(pattern="^[a-z]+$")
    view: str

    @field_validator("view")
    @classmethod
    def known(cls, value: str) -> str:
        if value not in ("a", "b"):
            raise ValueError("no such view")
        return value


@app.get("/things/{number}")
def find(
    number: int,
    order: Order,
    column: Literal["name", "age"],
    prefix: Annotated[str, Query(pattern="^[a-z]+$")],
    key: uuid.UUID,
    day: Annotated[str, Path(regex=r"\d{4}-\d{2}-\d{2}")] = "",
) -> list[str]:
    connection = sqlite3.connect("things.db")
    query = f"SELECT name FROM {prefix} WHERE id = {number} AND day = '{day}' ORDER BY {column} {order.value}"
    return [row[0] for row in connection.execute(query + f" AND k = '{key}'")]


@app.post("/things")
def filtered(wanted: Wanted) -> None:
    connection = sqlite3.connect("things.db")
    connection.execute(f"SELECT {wanted.column} FROM {wanted.table}, {wanted.view} WHERE o = '{wanted.owner}'")
