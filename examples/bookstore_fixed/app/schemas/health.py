"""Whether the service lives."""

from pydantic import BaseModel


class Health(BaseModel):
    """The answer to a probe."""

    status: str
