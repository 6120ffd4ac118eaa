from sqlalchemy import Column, ForeignKey, Index, Integer, PrimaryKeyConstraint, UniqueConstraint
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    pass


class Line(Base):
    __tablename__ = "line"
    __table_args__ = (
        Index("ix_line_order", "order_id", "position"),
        UniqueConstraint("book_id", "order_id"),
        {"schema": "shop"},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    order_id: Mapped[int] = mapped_column(ForeignKey("order.id"))
    book_id: Mapped[int] = mapped_column(ForeignKey("book.id"))
    note_id: Mapped[int] = mapped_column(ForeignKey("note.id"), unique=True)
    shelf_id = Column(Integer, ForeignKey("shelf.id"), index=True)
    room_id: Mapped[int] = mapped_column(ForeignKey("room.id"))
    position: Mapped[int]


Index("ix_line_room", Line.room_id)


class Tagged(Base):
    __tablename__ = "tagged"
    __table_args__ = (PrimaryKeyConstraint("line_id", "tag"),)

    line_id: Mapped[int] = mapped_column(ForeignKey("line.id"))
    tag: Mapped[str]


def arguments() -> tuple[object, ...]:
    return ()


class Computed(Base):
    __tablename__ = "computed"
    __table_args__ = arguments()

    id: Mapped[int] = mapped_column(primary_key=True)
    line_id: Mapped[int] = mapped_column(ForeignKey("line.id"))
