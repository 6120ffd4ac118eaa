from datetime import datetime

from pydantic import BaseModel


class Stamped(BaseModel):
    created_at: datetime | None = None


class Note(Stamped):  # FAA151
    text: str


class Read(Stamped):
    text: str
