import inspect
from typing import Annotated

from fastapi import APIRouter, Depends, FastAPI, Query
from fastapi.routing import APIRoute
from pydantic import BaseModel

app = FastAPI()


def dep(): ...


@app.get("/one", tags=["t"], dependencies=[Depends(dep)])
def one(key: int): ...


@app.post("/two")
def two(): ...


for existing in list(app.routes):
    if isinstance(existing, APIRoute):
        app.add_api_route(
            "/twin" + existing.path, existing.endpoint, methods=existing.methods, tags=existing.tags,
            include_in_schema=False,
        )


class Item(BaseModel):
    name: str


def crud(model, path):
    router = APIRouter(prefix=path)

    @router.post("")
    def create(item: model) -> model: ...

    def listing(**kwargs): ...

    listing.__signature__ = inspect.Signature(
        [inspect.Parameter("limit", inspect.Parameter.KEYWORD_ONLY, default=Query(10)),
         inspect.Parameter("guard", inspect.Parameter.KEYWORD_ONLY, default=Depends(dep))]
    )
    router.add_api_route("", listing, methods=["GET"], response_model=list[model])
    return router


app.include_router(crud(Item, "/items"))
app.router.routes.append(APIRoute("/by-hand", two, methods=["PUT"]))
by_list = APIRouter(routes=[APIRoute("/listed", one)])
app.include_router(by_list, prefix="/lists")
