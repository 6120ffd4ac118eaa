"""The payment provider."""

from decimal import Decimal

import httpx
from pydantic import BaseModel, Field

from app.domain import PaymentDeclined, UpstreamFailure


class Charge(BaseModel):
    """The provider's answer."""

    reference: str = Field(max_length=64)


class PaymentClient:
    """The provider's API; without an address, orders are paid on invoice."""

    def __init__(self, http: httpx.AsyncClient, base_url: str) -> None:
        self.http = http
        self.base_url = base_url

    async def charge(self, order_id: int, amount: Decimal, customer: str) -> str | None:
        """The charge's reference; None when orders are paid on invoice."""
        if not self.base_url:
            return None
        body = {"order": order_id, "amount": str(amount), "customer": customer}
        try:
            response = await self.http.post(f"{self.base_url}/charges", json=body)
            if response.status_code == httpx.codes.PAYMENT_REQUIRED:
                raise PaymentDeclined("The payment was declined")
            response.raise_for_status()
            return Charge.model_validate(response.json()).reference
        except (httpx.HTTPError, ValueError) as error:
            raise UpstreamFailure("The payment provider does not answer") from error
