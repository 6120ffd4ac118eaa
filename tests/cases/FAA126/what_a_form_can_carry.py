import json
from typing import Annotated, Any

from fastapi import Body, Depends, FastAPI, File, Form, UploadFile
from fastapi.security import OAuth2PasswordRequestForm
from pydantic import BaseModel, model_validator

app = FastAPI()


class Item(BaseModel):
    name: str


class FromText(BaseModel):
    name: str

    @model_validator(mode="before")
    @classmethod
    def read(cls, value: Any) -> Any:
        return json.loads(value) if isinstance(value, str) else value


def as_form(name: str = Form()) -> Item:
    return Item(name=name)


@app.post("/a")
def a(file: UploadFile, note: Annotated[str, Body()], numbers: list[int] = Body()) -> None: ...


@app.post("/b")
def b(file: UploadFile, item: Annotated[Item, Form()]) -> None: ...


@app.post("/c")
def c(file: UploadFile, item: FromText = Body()) -> None: ...


@app.post("/d")
def d(file: UploadFile, item: Annotated[Item, Depends(as_form)]) -> None: ...


@app.post("/e")
def e(file: bytes = File(), item: Item = Depends()) -> None: ...


@app.post("/f")
def f(first: Item, second: Item) -> None: ...


@app.post("/g")
def g(form: OAuth2PasswordRequestForm = Depends(), remember: bool = Form(False)) -> None: ...
