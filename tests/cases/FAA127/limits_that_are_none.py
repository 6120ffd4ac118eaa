from typing import Annotated

import fastapi
from fastapi import FastAPI, Path, Query
from pydantic import BaseModel, Field

app = FastAPI()
Limit = Annotated[int, Query(gte=1)]  # FAA127


class Item(BaseModel):
    name: str = Field(maxlength=5)  # FAA127


@app.get("/items/{item_id}")
def read_item(
    limit: Limit,
    item_id: int = Path(minimum=1),  # FAA127
    offset: int = fastapi.Query(0, gte=0),  # FAA127
) -> int:
    return item_id
