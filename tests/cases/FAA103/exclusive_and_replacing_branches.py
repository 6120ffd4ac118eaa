import os

from fastapi import FastAPI

app = FastAPI()

if os.environ.get("DEMO"):

    @app.get("/items")
    def read_demo_items() -> None: ...

else:

    @app.get("/items")
    def read_items() -> None: ...


if os.environ.get("OFFLINE"):

    @app.get("/rates")
    def read_no_rates() -> None: ...


@app.get("/rates")
def read_rates() -> None: ...
