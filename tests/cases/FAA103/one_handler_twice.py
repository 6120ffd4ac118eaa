from fastapi import APIRouter, FastAPI

app = FastAPI()
router = APIRouter()


@router.get("/items")
def read_items() -> None: ...


app.include_router(router)
app.include_router(router)
app.add_api_route("/items", read_items)
app.include_router(router, prefix="/v2")
