from fastapi import FastAPI
from routers import all_routers

app = FastAPI()


@app.get("/")
def index() -> None: ...


def install() -> None:
    for entry in all_routers():
        app.include_router(entry["router"])
