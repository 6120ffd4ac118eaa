from sqlalchemy.orm import Mapped, mapped_column

from shop.models.base import Base, registry

registry.append("book")


class Book(Base):
    __tablename__ = "book"
    id: Mapped[int] = mapped_column(primary_key=True)
