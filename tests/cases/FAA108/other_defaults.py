from typing import Annotated

from elsewhere import Depends as OwnDepends
from fastapi import Depends, FastAPI, Query


def get_limit() -> int:
    return 10


app = FastAPI(dependencies=[Depends(get_limit)])


@app.get("/items", dependencies=[Depends(get_limit)])
def list_items(
    limit: Annotated[int, Depends(get_limit)],
    offset: Annotated[int, Query(ge=0)] = 0,
    own: int = OwnDepends(get_limit),
    names: list = list(),
) -> int:
    return limit
