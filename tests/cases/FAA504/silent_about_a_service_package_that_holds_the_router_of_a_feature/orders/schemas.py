from pydantic import BaseModel


class Order(BaseModel):
    weight: int
