from fastapi import APIRouter

from . import lines

router = APIRouter()  # FAA522
router.include_router(lines.router)


@router.get("/orders")
def read_orders() -> None: ...
