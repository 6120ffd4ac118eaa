from sqlalchemy import ForeignKey
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship


class Base(DeclarativeBase):
    pass


class Sheet(Base):
    __tablename__ = "sheet"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    columns: Mapped[list["SheetColumn"]] = relationship(back_populates="sheet", lazy="selectin")


class SheetColumn(Base):
    __tablename__ = "sheet_column"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    sheet_id: Mapped[int] = mapped_column(ForeignKey("sheet.id"), index=True)
    sheet: Mapped[Sheet] = relationship(back_populates="columns", lazy="selectin")


class Folder(Base):
    __tablename__ = "folder"

    id: Mapped[int] = mapped_column(primary_key=True)
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("folder.id"), index=True)
    folders: Mapped[list["Folder"]] = relationship(lazy="selectin", viewonly=True)
    few_folders: Mapped[list["Folder"]] = relationship(lazy="joined", join_depth=2)
    all_folders: Mapped[list["Folder"]] = relationship(lazy="immediate", viewonly=True)
