import functools
from typing import Annotated

from fastapi import Depends, Header, HTTPException, Request, Security, status
from fastapi.security import OAuth2PasswordBearer, SecurityScopes
from starlette.status import HTTP_401_UNAUTHORIZED

bearer = OAuth2PasswordBearer(tokenUrl="login")


class NotAuthenticated(HTTPException):
    def __init__(self) -> None:
        super().__init__(status_code=HTTP_401_UNAUTHORIZED)


class OutOfBounds(Exception):
    """Answered with 403 by a handler of the app."""


def by_header(request: Request) -> str:
    if "authorization" not in request.headers:
        raise NotAuthenticated
    return request.headers["authorization"]


def by_parameter(x_token: Annotated[str, Header()]) -> None:
    if x_token != "t":
        raise HTTPException(400, "X-Token header invalid")


def by_cookie(request: Request) -> None:
    if request.cookies.get("session") is None:
        raise OutOfBounds


class Role:
    def __init__(self, name: str) -> None:
        self.name = name

    def __call__(self, user: Annotated[str, Depends(by_header)]) -> str:
        if user != self.name:
            raise HTTPException(status.HTTP_403_FORBIDDEN)
        return user


def require_role(name: str):
    def check(request: Request) -> None:
        if request.state.user.role != name:
            raise _refused()

    return check


def _refused() -> HTTPException:
    return HTTPException(status_code=403)


def scoped(scopes: SecurityScopes, token: Annotated[str, Depends(bearer)]) -> str:
    return token


def login_required(function):
    @functools.wraps(function)
    async def wrapper(request: Request, *args, **kwargs):
        if not request.session.get("user"):
            raise HTTPException(status_code=401)
        return await function(request, *args, **kwargs)

    return wrapper


CurrentUser = Annotated[str, Depends(by_header)]
Reader = Annotated[str, Security(scoped, scopes=["read"])]
Guard = Depends(by_header)
