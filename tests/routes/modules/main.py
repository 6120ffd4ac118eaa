import importlib
from typing import TYPE_CHECKING

import lazy
from fastapi import FastAPI
from lazy import thing

try:
    import orjson_that_is_not_there
except ImportError:
    orjson_that_is_not_there = None
if TYPE_CHECKING:
    from lazy.missing import nothing

app = FastAPI()
app.include_router(thing.router)
for name in ("first", "second"):
    module = importlib.import_module(f"lazy.{name}")
    app.include_router(module.router, prefix="/" + name)
app.include_router(importlib.import_module(".third", package="lazy").router)
app.include_router(lazy.computed)
if orjson_that_is_not_there:
    app.include_router(lazy.first.router, prefix="/never")
import side_effect  # noqa: E402, F401
