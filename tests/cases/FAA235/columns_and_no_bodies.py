from fastapi import FastAPI
from pydantic import BaseModel
from sqlalchemy import Column, Float, Integer
from sqlalchemy.orm import declarative_base

Base = declarative_base()
app = FastAPI()


class Book(Base):
    __tablename__ = "book"
    id = Column(Integer, primary_key=True)
    list_price = Column(Float, nullable=False)  # FAA235


class PaymentIn(BaseModel):
    amount: float
    note: str


@app.post("/payments")
def pay(payment: PaymentIn) -> None:
    print(payment)
