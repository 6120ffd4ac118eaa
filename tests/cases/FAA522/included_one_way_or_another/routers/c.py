from fastapi import APIRouter

router = APIRouter()


@router.get("/c")
def read_c() -> None: ...
