"""Reviews, as clients send and see them."""

from datetime import datetime

from pydantic import BaseModel, ConfigDict, Field


class ReviewBase(BaseModel):
    """What a reader says."""

    rating: int = Field(ge=1, le=5)
    comment: str | None = Field(default=None, max_length=2000)


class ReviewCreate(ReviewBase):
    """A new review."""


class ReviewRead(ReviewBase):
    """A review as stored."""

    model_config = ConfigDict(from_attributes=True)

    id: int
    book_id: int
    user_id: int
    created_at: datetime
