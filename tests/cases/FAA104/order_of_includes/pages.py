from fastapi import APIRouter

router = APIRouter()


@router.get("/{slug}")
def read_page(slug: str) -> None: ...


@router.get("/{section}/{slug}")
def read_page_of_section(section: str, slug: str) -> None: ...
