"""Authors, as clients send and see them."""

from datetime import datetime

from pydantic import BaseModel, ConfigDict, Field


class AuthorBase(BaseModel):
    """What is said of an author."""

    name: str = Field(min_length=1, max_length=120)
    bio: str | None = Field(default=None, max_length=5000)


class AuthorWrite(AuthorBase):
    """A new author, or all that replaces an old one."""


class AuthorRead(AuthorBase):
    """An author as stored."""

    model_config = ConfigDict(from_attributes=True)

    id: int
    created_at: datetime
