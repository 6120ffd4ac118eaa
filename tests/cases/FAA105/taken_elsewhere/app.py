from typing import Annotated, Any

import dependencies
from dependencies import Ids, Member, Order, Paging, by_alias, find_order, inspected, tenant
from fastapi import APIRouter, Depends, FastAPI, Path, Request

app = FastAPI()
router = APIRouter(dependencies=[Depends(find_order)])
included = APIRouter()


@app.get("/by-class/{shop_id}")
def by_class(paging: Annotated[Paging, Depends()]) -> None: ...


@app.get("/by-class-as-default/{shop_id}")
def by_class_as_default(paging: Paging = Depends(Paging)) -> None: ...


@app.get("/by-instance/{team_id}", dependencies=[Depends(Member("admin"))])
def by_instance() -> None: ...


@app.get("/by-alias-of-type/{order_id}")
def by_alias_of_type(order: Order) -> None: ...


@app.get("/by-alias-in-module/{order_id}")
def by_alias_in_module(order: dependencies.Order) -> None: ...


@app.get("/by-model/{first}/{second}")
def by_model(ids: Annotated[Ids, Path()]) -> None: ...


@app.get("/by-keyword/{item_id}")
def by_keyword(*, item_id: int) -> None: ...


@app.get("/by-position/{item_id}")
def by_position(item_id: int, /) -> None: ...


@app.get("/by-converter/{item_id:int}/{rest:path}")
def by_converter(item_id: int, rest: str) -> None: ...


@app.get("/by-marker-alias/{item_id}")
def by_marker_alias(key: int = Path(alias="item_id")) -> None: ...


@app.get("/by-alias-in-dependency/{item_id}", dependencies=[Depends(by_alias)])
def by_alias_in_dependency() -> None: ...


@app.get("/by-request/{name}")
def by_request(request: Request) -> Any:
    return request.path_params


@app.get("/by-request-passed-on/{name}", dependencies=[Depends(inspected)])
def by_request_passed_on() -> None: ...


@app.get("/by-request-elsewhere/{tenant}")
def by_request_elsewhere() -> None: ...


@app.get("/rest/{path:path}")
def answer_all() -> None: ...


@app.get("/ignored/{_slug}")
def ignored() -> None: ...


@router.get("/by-router/{order_id}")
def by_router() -> None: ...


@included.get("/by-include/{order_id}")
def by_include() -> None: ...


app.include_router(router)
app.include_router(included, dependencies=[Depends(checked) for checked in (find_order,)])
