from fastapi import APIRouter, FastAPI
from pydantic import BaseModel

router = APIRouter()


class Answer(BaseModel):
    weight: int


@router.get("/orders")
def read_orders() -> list[Answer]:
    return []


app = FastAPI()
app.include_router(router)
