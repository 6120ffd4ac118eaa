"""The parcel carrier's rate API."""

from decimal import Decimal

import requests


class CarrierClient:
    def __init__(self, base_url: str) -> None:
        self.base_url = base_url
        self.client = requests.Session()

    def rate(self, weight_grams: int, country: str) -> tuple[Decimal, int]:
        response = self.client.post(
            f"{self.base_url}/rates", json={"weight": weight_grams, "country": country}
        )
        response.raise_for_status()
        body = response.json()
        return Decimal(str(body["price"])), int(body["days"])
