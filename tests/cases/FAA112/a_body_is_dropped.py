from http import HTTPStatus

from fastapi import APIRouter, FastAPI, status
from fastapi.responses import JSONResponse
from pydantic import BaseModel

app = FastAPI()
router = APIRouter()


class Book(BaseModel):
    title: str


def load(item_id: int) -> Book:
    return Book(title=str(item_id))


@app.delete("/a/{item_id}", status_code=204)
def a(item_id: int):
    if item_id:
        return None
    return {"detail": "deleted"}  # FAA112


@router.delete("/b/{item_id}", status_code=status.HTTP_204_NO_CONTENT)
async def b(item_id: int):
    book = load(item_id)
    return book  # FAA112


@router.get("/c/{item_id}", status_code=HTTPStatus.NOT_MODIFIED)
def c(item_id: int) -> None:
    return "unchanged"  # FAA112


@router.delete("/d/{item_id}")
def d(item_id: int) -> JSONResponse:
    return JSONResponse(None, status_code=status.HTTP_204_NO_CONTENT)  # FAA112


app.include_router(router)
