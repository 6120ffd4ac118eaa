from pydantic import BaseModel

from app.services.orders.rules import limit


class Order(BaseModel):
    weight: int = limit()
