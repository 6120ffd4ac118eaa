"""Where pictures of book covers come from."""

import httpx
from pydantic import BaseModel, HttpUrl

from app.domain import UpstreamFailure


class Cover(BaseModel):
    """The cover service's answer."""

    url: HttpUrl


class CoverClient:
    """The cover service."""

    def __init__(self, http: httpx.AsyncClient, base_url: str) -> None:
        self.http = http
        self.base_url = base_url

    async def find(self, isbn: str) -> str | None:
        """The address of a book's cover; None when there is none."""
        try:
            response = await self.http.get(f"{self.base_url}/{isbn}.json")
            if response.status_code == httpx.codes.NOT_FOUND:
                return None
            response.raise_for_status()
            return str(Cover.model_validate(response.json()).url)
        except (httpx.HTTPError, ValueError) as error:
            raise UpstreamFailure("The cover service does not answer") from error
