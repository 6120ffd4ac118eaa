from app.use_cases.orders import Orders  # FAA504
from pydantic import BaseModel


class OrderSchema(BaseModel):
    prices: dict[str, int]

    def total(self) -> int:
        return Orders(self.prices).total()
