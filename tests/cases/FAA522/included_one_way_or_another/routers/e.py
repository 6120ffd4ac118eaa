from fastapi import APIRouter

router = APIRouter()


@router.get("/e")
def read_e() -> None: ...
