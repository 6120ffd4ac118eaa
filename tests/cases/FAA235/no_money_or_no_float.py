from decimal import Decimal

from pydantic import BaseModel
from sqlalchemy import Column, Float, Integer, Numeric
from sqlalchemy.orm import declarative_base

Base = declarative_base()


class Book(Base):
    __tablename__ = "book"
    id = Column(Integer, primary_key=True)
    price = Column(Numeric(10, 2))
    price_in_cents = Column(Integer)
    tax_rate = Column(Float)
    load_balance = Column(Float)
    score = Column(Float)


class Quote(BaseModel):
    price: float
    amount: Decimal
