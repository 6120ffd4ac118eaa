from typing import Annotated, Any

from elsewhere import Filter as OtherFilter
from fastapi import Depends, FastAPI, Header, Query, Request
from pydantic import BaseModel

app = FastAPI()


class Filter(BaseModel):
    author: str = ""


@app.get("/depends")
def depends(only: Filter = Depends()) -> str:
    return only.author


@app.get("/query")
def query(
    only: Annotated[Filter, Query()],
    tags: Annotated[list[str], Query()],
    head: Annotated[Filter, Header()],
    old: list[int] = Query([]),
) -> str:
    return only.author


@app.get("/request")
def request(request: Request, anything: Any = None, name=None) -> str:
    return str(request.url)


@app.get("/unknown")
def unknown(only: OtherFilter) -> str:
    return ""


@app.post("/post")
def post(only: Filter) -> str:
    return only.author


@app.api_route("/both", methods=["GET", "POST"])
def both(only: Filter | None = None) -> str:
    return ""


@app.get("/one")
@app.post("/one")
def one(only: Filter) -> str:
    return only.author


@app.get("/{path}")
def path(path: str, count: int | None = None) -> str:
    return path


@app.delete("/many")
def delete_many(ids: list[int]) -> int:
    return len(ids)


@app.get("/legacy", include_in_schema=False)
def legacy(only: Filter) -> str:
    return only.author
