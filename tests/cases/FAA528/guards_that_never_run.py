from collections.abc import Callable
from typing import Annotated

from fastapi import APIRouter, Depends, FastAPI, HTTPException, Request, Security
from fastapi.security import HTTPBearer

bearer = HTTPBearer()


def require(scope: str = "read"):
    async def check(token: Annotated[object, Depends(bearer)]) -> str:
        if token is None:
            raise HTTPException(403)
        return scope

    return check


def limit(rate: int = 10) -> Callable[[Request], None]:
    """Limit the rate."""

    def check(request: Request) -> None:
        if request.client is None:
            raise HTTPException(429)

    return check


router = APIRouter(dependencies=[Depends(limit)])  # FAA528


@router.get("/books")
def read_books(scope: str = Security(require)) -> str:  # FAA528
    """The titles of all books."""
    return scope


@router.get("/shelves", dependencies=[Depends(limit(3))])
def read_shelves(scope: Annotated[str, Depends(require("write"))]) -> str:
    """All shelves."""
    return scope


app = FastAPI()
app.include_router(router)
