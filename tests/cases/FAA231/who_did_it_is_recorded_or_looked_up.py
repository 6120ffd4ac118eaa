from collections.abc import Iterator
from typing import Annotated

from fastapi import Depends, FastAPI
from sqlalchemy import ForeignKey, create_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column, sessionmaker

app = FastAPI()
make_session = sessionmaker(create_engine("sqlite:///shop.db"))


class Base(DeclarativeBase):
    pass


class Order(Base):
    __tablename__ = "order"

    id: Mapped[int] = mapped_column(primary_key=True)
    created_by: Mapped[int] = mapped_column(ForeignKey("user.id"))
    sold_by: Mapped[int] = mapped_column(ForeignKey("user.id"))  # FAA231


def get_session() -> Iterator[Session]:
    with make_session() as session:
        yield session


@app.get("/sales/{seller}")
def sales(seller: int, session: Annotated[Session, Depends(get_session)]) -> int:
    return session.query(Order).filter(Order.sold_by == seller).count()
