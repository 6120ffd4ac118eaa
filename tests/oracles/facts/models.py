"""Models: what a request body validates"""

from typing import Any

from fastapi import FastAPI
from pydantic import BaseModel, ConfigDict

from tests.oracles.probes import kind_of_error, status
from tests.oracles.settle import fact


@fact([200, 422])
def unknown_fields() -> Any:
    """Unknown fields of a body are dropped in silence, unless `extra="forbid"`."""

    class Open(BaseModel):
        name: str

    class Closed(Open):
        model_config = ConfigDict(extra="forbid")

    app = FastAPI()

    @app.post("/open")
    def open_(it: Open) -> None: ...

    @app.post("/closed")
    def closed(it: Closed) -> None: ...

    body = {"name": "a", "is_admin": True}
    return [status(app, path, "POST", json=body) for path in ("/open", "/closed")]


@fact(200)
def sqlmodel_table_as_body() -> Any:
    """SQLModel `table=True` as a body is not validated: constraints, and even missing and wrongly
    typed fields, are let in, and so is every column (over-posting)."""
    from sqlmodel import Field, SQLModel

    class Hero(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)
        name: str = Field(min_length=3)
        age: int

    app = FastAPI()

    @app.post("/x")
    def handler(hero: Hero) -> dict[str, Any]:
        return {"id": hero.id}

    return status(app, "/x", "POST", json={"id": 99, "name": "a", "age": "old"})


@fact(422)
def sqlmodel_without_table() -> Any:
    """SQLModel without `table=True` is validated as any model."""
    from sqlmodel import Field, SQLModel

    class HeroCreate(SQLModel):
        name: str = Field(min_length=3)

    app = FastAPI()

    @app.post("/x")
    def handler(hero: HeroCreate) -> None: ...

    return status(app, "/x", "POST", json={"name": "a"})


@fact(["FastAPIError", "FastAPIError"])
def sqlalchemy_class() -> Any:
    """A SQLAlchemy class as a body or return annotation raises at import."""
    from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

    class Base(DeclarativeBase): ...

    class Row(Base):
        __tablename__ = "row"
        id: Mapped[int] = mapped_column(primary_key=True)

    def takes(row: Row) -> None: ...

    def gives() -> Row: ...

    app = FastAPI()
    return [
        kind_of_error(lambda handler=handler: app.post("/x")(handler)) for handler in (takes, gives)
    ]
