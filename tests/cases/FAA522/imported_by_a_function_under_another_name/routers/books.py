from fastapi import APIRouter

router = APIRouter()


@router.get("/books")
def read_books() -> None: ...
