from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from app.repositories.orders import count_orders  # FAA504


class Base(DeclarativeBase): ...


class Order(Base):
    __tablename__ = "orders"
    id: Mapped[int] = mapped_column(primary_key=True)

    def is_only_one(self, session) -> bool:
        return count_orders(session) == 1
