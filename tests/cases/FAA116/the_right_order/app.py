from fastapi import APIRouter, FastAPI

app = FastAPI()
parent = APIRouter()
child = APIRouter()


@child.get("/x")
def read_x() -> None: ...


parent.include_router(child)
app.include_router(parent)
app.include_router(child, prefix="/v2")


@app.get("/y")
def read_y() -> None: ...


def install() -> None:
    @child.get("/z")
    def read_z() -> None: ...
