"""Books, as clients send and see them."""

from datetime import datetime
from decimal import Decimal

from pydantic import BaseModel, ConfigDict, Field

from app.schemas.authors import AuthorRead


class BookBase(BaseModel):
    """What is said of a book."""

    title: str = Field(min_length=1, max_length=300)
    isbn: str = Field(pattern=r"^\d{13}$", max_length=13)
    genre: str = Field(min_length=1, max_length=50)
    price: Decimal = Field(gt=0, max_digits=10, decimal_places=2)
    stock: int = Field(default=0, ge=0)
    language: str = Field(default="en", min_length=2, max_length=2)


class BookCreate(BookBase):
    """A new book."""

    author_id: int


class BookUpdate(BaseModel):
    """What may change; what is absent or null stays."""

    title: str | None = Field(default=None, min_length=1, max_length=300)
    price: Decimal | None = Field(default=None, gt=0, max_digits=10, decimal_places=2)
    stock: int | None = Field(default=None, ge=0)


class BookRead(BookBase):
    """A book as stored, with its author."""

    model_config = ConfigDict(from_attributes=True)

    id: int
    cover_url: str | None
    created_at: datetime
    author: AuthorRead


class BookSummary(BaseModel):
    """A book in a list."""

    model_config = ConfigDict(from_attributes=True)

    id: int
    title: str
    price: Decimal
