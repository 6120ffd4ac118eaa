import time

from fastapi import FastAPI

app = FastAPI()
known: dict[str, int] = {}
visits: dict[str, int] = {}
_size = None


@app.get("/")
def index(name: str):
    global _size
    if _size is not None:
        return _size
    _size = len(name)
    if name not in known:
        known[name] = len(name)
    if name in visits:
        visits[name] = visits[name] + 1  # FAA506
    return known[name]


_version_cache: dict[str, object] = {"latest": None, "checked": 0.0}


@app.get("/latest")
def latest() -> object:
    _version_cache["latest"] = time.time()
    _version_cache["checked"] = time.time()
    return _version_cache["latest"]


_schemas: dict[str, str | None] = {"public": None, "admin": None}


@app.get("/schemas/{name}")
def schema(name: str) -> str | None:
    if _schemas[name] is None:
        _schemas[name] = name.title()
    return _schemas[name]
