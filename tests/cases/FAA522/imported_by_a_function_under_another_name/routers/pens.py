from fastapi import APIRouter

router = APIRouter()  # FAA522


@router.get("/pens")
def read_pens() -> None: ...
