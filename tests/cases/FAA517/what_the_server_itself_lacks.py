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
