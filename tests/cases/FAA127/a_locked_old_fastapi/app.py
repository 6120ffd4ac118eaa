from typing import Annotated

from fastapi import FastAPI, Query

app = FastAPI()


@app.get("/items")
def list_items(
    many: Annotated[list[str], Query(min_items=1)],
    other: Annotated[int, Query(required=True)],
) -> int:
    return other
