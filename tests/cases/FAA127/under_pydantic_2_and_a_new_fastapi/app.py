from typing import Annotated

from fastapi import FastAPI, Query

app = FastAPI()


@app.get("/items")
def list_items(
    many: Annotated[list[str], Query(min_items=1)],  # FAA127
    other: Annotated[int, Query(required=True)],  # FAA127
    form: Annotated[str, Query(enum=["csv", "json"])],  # FAA127
) -> int:
    return other
