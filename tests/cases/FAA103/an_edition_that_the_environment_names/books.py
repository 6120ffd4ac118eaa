from fastapi import APIRouter

router = APIRouter()


@router.get("/books")
def list_books() -> list[str]:
    """All books."""
    return []
