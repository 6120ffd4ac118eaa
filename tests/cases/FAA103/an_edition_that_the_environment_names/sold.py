from fastapi import APIRouter

router = APIRouter()


@router.get("/books")
def list_sold_books() -> list[str]:
    """All books."""
    return []
