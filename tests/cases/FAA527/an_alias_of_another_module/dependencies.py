from typing import Annotated

from fastapi import Depends, Security
from fastapi.security import HTTPBearer


def get_page(page: int = 1) -> int:
    return page


def get_token(token: str) -> str:
    return token


PageDep = Annotated[int, Depends(get_page)]
TokenDep = Annotated[str, Security(HTTPBearer())]
