from fastapi import APIRouter

router = APIRouter()


@router.get("/lines")
def read_lines() -> None: ...
