import dependencies
from dependencies import PageDep, TokenDep, get_page
from fastapi import APIRouter, Depends, FastAPI, Security

router = APIRouter(dependencies=[Depends(dependencies.TokenDep)])  # FAA527


@router.get("/books")
def read_books(
    page: int = Depends(PageDep),  # FAA527
    token: str = Security(TokenDep),  # FAA527
) -> int:
    """A page of books."""
    return page


@router.get("/shelves")
def read_shelves(page: PageDep, other: int = Depends(get_page)) -> int:
    """A page of shelves."""
    return page


app = FastAPI()
app.include_router(router)
