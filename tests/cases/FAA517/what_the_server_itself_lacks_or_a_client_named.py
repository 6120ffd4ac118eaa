import shutil

from fastapi import FastAPI

app = FastAPI()


class ToolError(Exception):
    pass


def find_tool() -> str:
    path = shutil.which("ssh")
    if path is None:
        raise ToolError("there is no ssh")
    return path


def find_named(name: str) -> str:
    path = shutil.which(name)
    if path is None:
        raise ToolError(name)
    return path


@app.get("/tool")
def tool() -> str:
    return find_tool()


@app.get("/tools/{name}")
def named(name: str) -> str:
    return find_named(name)  # FAA517


class ShelfNotFound(Exception):
    pass


shelves: dict[str, int] = {}


def remove(name: str) -> None:
    if name not in shelves:
        raise ShelfNotFound(name)
    del shelves[name]


def remove_first() -> None:
    first = "first"
    if first not in shelves:
        raise ShelfNotFound(first)


@app.delete("/shelves/{name}")
def remove_shelf(name: str) -> None:
    remove(name)  # FAA517


@app.delete("/shelves")
def remove_some() -> None:
    remove_first()
