from typing import Annotated

from fastapi import APIRouter, Depends, FastAPI, Security


def guard() -> str:
    return "x"


def other() -> None: ...


User = Annotated[str, Depends(guard)]
router = APIRouter()  # FAA524


@router.get("/a", dependencies=[Depends(other), Depends(guard)])
def a() -> None: ...


@router.post("/b")
def b(_: User) -> None: ...


@router.websocket("/c")
async def c(user: str = Security(guard)) -> None: ...


app = FastAPI()
app.include_router(router)
