from fastapi import APIRouter

router = APIRouter()
TITLES = ["Emma"]


@router.get("/books")
def read_books() -> list[str]:
    """All books."""
    return TITLES


def shown(title: str) -> str:
    return title.title()
