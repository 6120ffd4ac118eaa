from pydantic import BaseModel


class NewBook(BaseModel):
    a: int
    b: int
    c: int
    d: int
    e: int
