import fastapi
from fastapi import Body, Depends, FastAPI, Header, Security

app = FastAPI()


def get_limit(agent: str = Header("")) -> int:  # FAA108
    return len(agent)


class Repository:
    def __init__(self, limit: int = Depends(get_limit)) -> None:  # FAA108
        self.limit = limit


@app.put("/items")
def put_items(
    repository: Repository = Depends(),  # FAA108
    user=Security(get_limit),  # FAA108
    name: str = Body(..., embed=True),  # FAA108
    page: int = fastapi.Query(1),  # FAA108
) -> int:
    return page
