from typing import Annotated

from fastapi import Depends, FastAPI
from sqlalchemy import ForeignKey, create_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column, sessionmaker

app = FastAPI()
make_session = sessionmaker(create_engine("sqlite:///shop.db"))


class Base(DeclarativeBase): ...


class Order(Base):
    __tablename__ = "orders"
    key: Mapped[int] = mapped_column(primary_key=True)


class Line(Base):
    __tablename__ = "lines"
    key: Mapped[int] = mapped_column(primary_key=True)
    order_key: Mapped[int] = mapped_column(ForeignKey("orders.key"), index=True)


class Receipt(Base):
    __tablename__ = "receipts"
    key: Mapped[int] = mapped_column(primary_key=True)
    order_key: Mapped[int] = mapped_column(ForeignKey("orders.key"), index=True)


def get_session():
    with make_session() as session:
        yield session


@app.post("/orders")
def add_order(session: Annotated[Session, Depends(get_session)]) -> None:
    session.add_all([Order(), Line(order_key=1), Line(order_key=1)])
    session.commit()


@app.get("/orders")
def list_orders(session: Annotated[Session, Depends(get_session)]) -> int:
    return session.query(Order).count() + len([Receipt])


TABLES = {"order": Order, "line": Line, "receipt": Receipt}


@app.post("/rows/{kind}")
def add_row(kind: str, session: Annotated[Session, Depends(get_session)]) -> None:
    table = TABLES[kind]
    session.add(table(key=1))
    session.commit()
