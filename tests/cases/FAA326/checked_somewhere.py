from typing import Annotated

from elsewhere import record
from fastapi import Depends, FastAPI, HTTPException, Request
from fastapi.security import HTTPBearer

app = FastAPI()
bearer = HTTPBearer(auto_error=False)


def optional_user(credentials=Depends(bearer)) -> str | None:
    if credentials is None:
        return None
    return credentials.credentials


def user(given: Annotated[str | None, Depends(optional_user)]) -> str:
    if given is None:
        raise HTTPException(401)
    return given


def check(given: str | None) -> None:
    if not given:
        raise PermissionError


@app.put("/inside")
def inside(given: Annotated[str | None, Depends(optional_user)]):
    if given is None:
        raise HTTPException(401)


@app.put("/called")
def called(given: Annotated[str | None, Depends(optional_user)]):
    check(given)


@app.put("/unknown")
def unknown(given: Annotated[str | None, Depends(optional_user)]):
    record(given)


@app.put("/behind")
def behind(given: Annotated[str, Depends(user)]):
    return given


@app.put("/either")
def either(given: Annotated[str | None, Depends(optional_user)]):
    return given or "anonymous"


@app.get("/read")
def read(given: Annotated[str | None, Depends(optional_user)]):
    return given
