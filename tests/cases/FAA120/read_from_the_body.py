from typing import Annotated, Optional

from fastapi import APIRouter, Body, FastAPI, Form
from pydantic import BaseModel

app = FastAPI()
router = APIRouter()


class Filter(BaseModel):
    author: str = ""


@router.get("/model")
def model(only: Filter) -> str:  # FAA120
    return only.author


@router.get("/list")
def several(tags: list[int]) -> int:  # FAA120
    return len(tags)


@router.head("/marked")
def marked(ids: Annotated[list[int], Body()]) -> int:  # FAA120
    return len(ids)


@router.get("/optional")
def optional(only: Optional[Filter] = None) -> str:  # FAA120
    return ""


@router.get("/form")
def form(name: str = Form("")) -> str:  # FAA120
    return name


app.include_router(router)
