from typing import Optional

from fastapi import FastAPI
from pydantic import BaseModel

app = FastAPI()


class Change(BaseModel):
    title: Optional[str]


@app.patch("/books")
def change_book(change: Change) -> int:
    return 1
