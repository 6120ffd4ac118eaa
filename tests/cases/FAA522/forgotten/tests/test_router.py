from fastapi import APIRouter

router = APIRouter()


@router.get("/x")
def read_x() -> None: ...
