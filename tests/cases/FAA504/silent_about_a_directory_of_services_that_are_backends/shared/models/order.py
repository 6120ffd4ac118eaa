from sqlalchemy.orm import Mapped, mapped_column

from services.orders.app.database import Base


class Order(Base):
    __tablename__ = "order"

    id: Mapped[int] = mapped_column(primary_key=True)
