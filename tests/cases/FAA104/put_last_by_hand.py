from fastapi import APIRouter, FastAPI

app = FastAPI()
router = APIRouter()


@router.get("/books")
def books(): ...


@router.get("/{path:path}")
def page(path: str): ...


app.include_router(router)


@app.get("/authors")
def authors(): ...


for route in app.routes:
    if route.path == "/{path:path}":
        app.routes.remove(route)
        app.routes.append(route)
