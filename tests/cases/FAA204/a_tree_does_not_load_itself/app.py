from db import SessionDep
from fastapi import FastAPI
from pydantic import BaseModel
from sqlalchemy import ForeignKey, select
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship

app = FastAPI()


class Base(DeclarativeBase):
    pass


class Folder(Base):
    __tablename__ = "folder"

    id: Mapped[int] = mapped_column(primary_key=True)
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("folder.id"), index=True)
    folders: Mapped[list["Folder"]] = relationship(lazy="selectin")


class Group(Base):
    __tablename__ = "group"

    id: Mapped[int] = mapped_column(primary_key=True)
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("group.id"), index=True)
    groups: Mapped[list["Group"]] = relationship(lazy="selectin", join_depth=3)


class Inner(BaseModel):
    id: int


class FolderOut(BaseModel):
    id: int
    folders: list[Inner]


class GroupOut(BaseModel):
    id: int
    groups: list[Inner]


@app.get("/folders", response_model=list[FolderOut])
async def read_folders(session: SessionDep) -> object:
    return (await session.scalars(select(Folder).limit(50))).all()  # FAA204


@app.get("/groups", response_model=list[GroupOut])
async def read_groups(session: SessionDep) -> object:
    return (await session.scalars(select(Group).limit(50))).all()
