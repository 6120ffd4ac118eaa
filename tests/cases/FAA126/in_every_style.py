from typing import Annotated

from fastapi import APIRouter, Body, Depends, FastAPI, File, Form, UploadFile
from pydantic import BaseModel

app = FastAPI()
router = APIRouter()


class Base(BaseModel): ...


class Item(Base):
    name: str


def item_of(item: Item) -> Item:
    return item


Items = Annotated[list[Item], Body()]


@app.post("/a")
def a(item: Item, file: UploadFile = File(...)) -> None: ...  # FAA126


@app.post("/b")
def b(file: Annotated[bytes, File()], item: Item = Body()) -> None: ...  # FAA126


@app.post("/c")
def c(files: list[UploadFile], items: Items) -> None: ...  # FAA126


@router.post("/d")
def d(note: Annotated[str, Form()], item: Annotated[Item, Depends(item_of)]) -> None: ...  # FAA126


@router.post("/e")
def e(file: UploadFile, values: dict[str, int]) -> None: ...  # FAA126


@router.post("/f")
def f(file: UploadFile, item: Item | None = None) -> None: ...  # FAA126


app.include_router(router)
app.include_router(router, prefix="/v2")
