"""The parcel carrier's rates."""

from decimal import Decimal

import httpx
from pydantic import BaseModel

from app.domain import UpstreamFailure


class Rate(BaseModel):
    """The carrier's answer."""

    price: Decimal
    days: int


class CarrierClient:
    """The carrier's API; without an address there is no carrier."""

    def __init__(self, http: httpx.AsyncClient, base_url: str) -> None:
        self.http = http
        self.base_url = base_url

    async def rate(self, weight_grams: int, country: str) -> Rate | None:
        """What a parcel costs; None when no carrier is configured."""
        if not self.base_url:
            return None
        try:
            response = await self.http.post(
                f"{self.base_url}/rates", json={"weight": weight_grams, "country": country}
            )
            response.raise_for_status()
            return Rate.model_validate(response.json())
        except (httpx.HTTPError, ValueError) as error:
            raise UpstreamFailure("The carrier does not answer") from error
