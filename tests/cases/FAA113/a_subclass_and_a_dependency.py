from typing import Annotated

from fastapi import Depends, FastAPI, Header, HTTPException

app = FastAPI()


class NotFound(HTTPException):
    def __init__(self) -> None:
        super().__init__(status_code=404)


def guard(token: Annotated[str, Header()]) -> None:
    if token != "x":
        raise HTTPException(status_code=403)


def find(number: int) -> int:
    if number < 0:
        raise NotFound
    return number


@app.get("/{number}", dependencies=[Depends(guard)])
def show(number: int) -> int:  # FAA113
    """A number."""
    return find(number)
