from typing import Optional

from fastapi import FastAPI
from pydantic import BaseModel, Field

app = FastAPI()


class Replaced(BaseModel):
    title: str | None
    author: str


class Mixed(BaseModel):
    title: Optional[str]
    author: Optional[str] = None


class Explicit(BaseModel):
    title: Optional[str] = Field(...)


class Shown(BaseModel):
    title: Optional[str]


class Patched(BaseModel):
    title: Optional[str] = None
    author: str


class Assigned(BaseModel):
    shelf_id: Optional[int]


@app.put("/shelf")
def put_on_shelf(assigned: Assigned) -> int | None:
    return assigned.shelf_id


@app.put("/a")
def a(replaced: Replaced, mixed: Mixed, explicit: Explicit) -> Shown:
    return Shown(title=replaced.title)


@app.patch("/b")
def b(change: Patched) -> int:
    return 1
