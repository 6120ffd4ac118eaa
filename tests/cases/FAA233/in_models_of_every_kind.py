import datetime as dt
import uuid

from pydantic import BaseModel, Field
from sqlalchemy import Column, DateTime, Integer
from sqlalchemy.orm import declarative_base

Base = declarative_base()


class Order(Base):
    __tablename__ = "order"
    id = Column(Integer, primary_key=True)
    placed = Column(DateTime, default=dt.datetime.utcnow())  # FAA233
    changed = Column(DateTime, onupdate=dt.datetime.now(dt.timezone.utc))  # FAA233


class OrderIn(BaseModel):
    key: uuid.UUID = Field(default=uuid.uuid4())  # FAA233
    day: dt.date = dt.date.today()  # FAA233
