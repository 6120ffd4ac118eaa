from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from shop.main import registry  # FAA504

__all__ = ["Base", "Named", "registry"]


class Base(DeclarativeBase):
    pass


class Named(Base):
    __tablename__ = "named"
    name: Mapped[str] = mapped_column(primary_key=True)
