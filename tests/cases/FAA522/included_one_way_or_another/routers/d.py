from fastapi import APIRouter

router = APIRouter()


@router.get("/d")
def read_d() -> None: ...
