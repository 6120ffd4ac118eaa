import datetime as dt
import uuid

from pydantic import BaseModel, Field
from sqlalchemy import Column, DateTime, Integer, func
from sqlalchemy.orm import declarative_base

Base = declarative_base()


class Order(Base):
    __tablename__ = "order"
    id = Column(Integer, primary_key=True)
    placed = Column(DateTime, default=dt.datetime.utcnow)
    paid = Column(DateTime, default=lambda: dt.datetime.now(dt.timezone.utc))
    changed = Column(DateTime, server_default=func.now(), onupdate=func.now())


class OrderIn(BaseModel):
    key: uuid.UUID = Field(default_factory=uuid.uuid4)
    day: dt.date = dt.date(2026, 1, 1)


class Clock:
    started = dt.datetime.now()
