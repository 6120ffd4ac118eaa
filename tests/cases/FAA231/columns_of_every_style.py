import sqlalchemy as sa
from sqlalchemy.orm import Mapped, declarative_base, mapped_column
from sqlmodel import Field, SQLModel

Base = declarative_base()


class Order(Base):
    __tablename__ = "order"
    id = sa.Column(sa.Integer, primary_key=True)


class Line(Base):
    __tablename__ = "line"
    id = sa.Column(sa.Integer, primary_key=True)
    order_id = sa.Column(sa.Integer, sa.ForeignKey("order.id"), nullable=False)  # FAA231
    other_id: Mapped[int] = mapped_column(sa.ForeignKey(Order.id))  # FAA231


class Note(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    order_id: int = Field(foreign_key="order.id")  # FAA231
