from typing import Annotated

from fastapi import Depends, FastAPI, Request
from fastapi.security import HTTPBearer, OAuth2PasswordBearer
from pydantic import BaseModel

app = FastAPI()
bearer = HTTPBearer(auto_error=False)
token = OAuth2PasswordBearer(tokenUrl="token", auto_error=False)


class Entry(BaseModel):
    author: str | None


def optional_user(request: Request) -> str | None:
    try:
        return request.session["user"]
    except KeyError:
        return None


OptionalUser = Annotated[str | None, Depends(optional_user)]


def save(title: str, author: str | None) -> Entry:
    return Entry(author=author)


@app.put("/dropped")
def dropped(credentials=Depends(bearer)):  # FAA326
    return 1


@app.put("/nobody", dependencies=[Depends(bearer)])
def nobody():  # FAA326
    return 1


@app.put("/attribute")
def attribute(credentials=Depends(bearer)):  # FAA326
    return credentials.credentials


@app.put("/passed")
def passed(title: str, user: OptionalUser):  # FAA326
    return save(title, user)


@app.put("/stored")
def stored(given: Annotated[str | None, Depends(token)]):  # FAA326
    return {"token": given}
