import importlib
import os

from fastapi import FastAPI

app = FastAPI()
for name in os.environ["PLUGINS"].split(","):
    app.include_router(importlib.import_module(name).router)
