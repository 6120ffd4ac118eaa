from typing import Annotated

from fastapi import Depends, Header, Security
from fastapi.security import APIKeyHeader, OAuth2PasswordBearer, SecurityScopes

__all__ = ["Admin", "Token", "User", "oauth2"]

oauth2 = OAuth2PasswordBearer(tokenUrl="token", scopes={"me": "", "admin": ""})
key = APIKeyHeader(name="x-key", auto_error=False)

Token = Annotated[str, Depends(oauth2)]


def current_user(scopes: SecurityScopes, token: Token, key: str | None = Depends(key)) -> str:
    return token


User = Annotated[str, Security(current_user, scopes=["me"])]


async def _private(x_token: Annotated[str, Header()], user: User):
    yield user


def admin(user: User) -> str:
    return user


Admin = Annotated[str, Depends(admin)]
