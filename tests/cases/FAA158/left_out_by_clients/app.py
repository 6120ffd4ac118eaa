from typing import List, Optional

import typing as t
from fastapi import FastAPI
from pydantic import BaseModel

app = FastAPI()


class New(BaseModel):
    title: str
    author: Optional[str]  # FAA158
    tags: t.Optional[List[str]]  # FAA158


class Change(BaseModel):
    title: Optional[str] = None
    pages: int | None  # FAA158


@app.post("/a", status_code=201)
def a(new: New) -> int:
    return 1


@app.patch("/b")
def b(change: Change) -> int:
    return 1
