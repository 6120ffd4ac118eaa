from datetime import datetime

from pydantic import BaseModel, ConfigDict, Field


class AuthorSchema(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    id: int | None = None
    name: str = Field(min_length=1, max_length=120)
    bio: str | None = None
    created_at: datetime | None = None
