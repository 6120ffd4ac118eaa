from typing import Annotated

from elsewhere import Query as OwnQuery
from fastapi import Body, FastAPI, Header, Query
from pydantic import BaseModel, Field

app = FastAPI()
limits = {"lte": 5}


class Item(BaseModel):
    count: int = Field(ge=1, le=5, json_schema_extra={"lte": 5})
    names: list[str] = Field(min_items=1)  # deprecated, and still a limit
    hint: str = Field("", placeholder="a hint")  # for the schema, since Pydantic 1
    size: int = Field(1, **limits)


@app.put("/items")
def put_item(
    item: Annotated[Item, Body(embed=True)],
    pattern: Annotated[str, Query(regex="^a", examples=["a"])],
    agent: Annotated[str, Header(convert_underscores=False)],
    many: Annotated[list[str], Query(min_items=1)],  # perhaps Pydantic 1, which knows it
    other: Annotated[int, Query(required=True)],  # perhaps an old FastAPI, which takes it
    own: Annotated[int, OwnQuery(lte=5)],
) -> int:
    return item.count
