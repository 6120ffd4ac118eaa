from pydantic import BaseModel
from shop.database.repository import titles
from shop.domain.book import Book


class Author(Book):
    name: str

    def is_known(self) -> bool:
        return titles is not None


class Shelf(BaseModel):
    author: Author
