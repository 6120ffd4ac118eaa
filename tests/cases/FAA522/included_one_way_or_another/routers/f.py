from fastapi import APIRouter

router = APIRouter()


@router.get("/f")
def read_f() -> None: ...
