import importlib

from fastapi import FastAPI

app = FastAPI()
for name in ("users", "orders"):
    app.include_router(getattr(importlib.import_module(name), "router"))
