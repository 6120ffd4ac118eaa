from fastapi import APIRouter

router = APIRouter()


@router.get("/g")
def read_g() -> None: ...
