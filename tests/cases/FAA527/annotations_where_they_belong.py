from typing import Annotated

from fastapi import Depends, FastAPI

app = FastAPI()


def get_page(page: int = 1) -> int:
    return page


PageDep = Annotated[int, Depends(get_page)]
if __debug__:
    Either = Annotated[int, Depends(get_page)]
else:
    Either = get_page


@app.get("/shelves")
def read_shelves(
    page: PageDep,
    own: Annotated[int, Depends(get_page)],
    either: int = Depends(Either),
) -> int:
    """A page of shelves."""
    return page
