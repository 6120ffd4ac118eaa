from abc import ABC, abstractmethod

from pydantic import BaseModel, field_validator, model_validator


class Price(BaseModel):
    amount: int

    @field_validator("amount", mode="before")
    @classmethod
    def whole(cls, value):
        return round(value)

    @model_validator(mode="before")
    @classmethod
    def named(cls, data):
        return data if isinstance(data, dict) else {"amount": data}

    def times(self, factor):  # FAA603
        return self.amount * factor


class Tariff(ABC):
    @abstractmethod
    def price(self, weight):
        """The price of *weight*."""


class Free(Tariff):
    def price(self, weight):
        return None
