from typing import Annotated

from fastapi import Depends, FastAPI, Header, HTTPException

app = FastAPI()
shelves = {"main": ["Emma"]}


class ShelfNotFound(Exception):
    pass


def current_shelf(x_token: Annotated[str, Header()]) -> str:
    if not x_token.startswith("token-of-"):
        raise HTTPException(401)
    return x_token.removeprefix("token-of-")


def find_shelf(name: str) -> list[str]:
    try:
        return shelves[name]
    except KeyError as error:
        raise ShelfNotFound(name) from error


@app.get("/mine")
def show_mine(shelf: Annotated[str, Depends(current_shelf)]) -> list[str]:
    """Show the shelf of the token."""
    return find_shelf(shelf)


@app.get("/shelves/{name}")
def show(name: str) -> list[str]:
    """Show a shelf."""
    return find_shelf(name)  # FAA517


@app.get("/shelves/{name}/size")
def size(name: str) -> int:
    """Count."""
    try:
        return len(find_shelf(name))
    except ShelfNotFound:
        raise HTTPException(404)
