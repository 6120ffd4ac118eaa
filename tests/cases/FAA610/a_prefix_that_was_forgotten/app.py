from fastapi import APIRouter, FastAPI

router = APIRouter(prefix="/books")


@router.get("/{key}")
def read_book(key: int) -> str:
    return str(key)


app = FastAPI()
app.include_router(router, prefix="/v1")
