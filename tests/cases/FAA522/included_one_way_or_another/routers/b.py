from fastapi import APIRouter

router = APIRouter()


@router.get("/b")
def read_b() -> None: ...
