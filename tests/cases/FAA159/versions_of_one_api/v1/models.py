from pydantic import BaseModel


class Book(BaseModel):
    a: int
    b: int
    c: int
    d: int
    e: int
