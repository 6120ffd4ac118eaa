from sqlalchemy.orm import Mapped, mapped_column

from shop.main import registry  # FAA504
from shop.models.base import Base

registry.append("author")


class Author(Base):
    __tablename__ = "author"
    id: Mapped[int] = mapped_column(primary_key=True)
