"""Models: what a request body validates"""

import warnings
from types import SimpleNamespace
from typing import Any, Optional

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


@fact([422, 200, 200])
def optional_without_default() -> Any:
    """A field `Optional[int]` without a default has to be sent (Pydantic 2): left out it is 422,
    `null` is taken; with the default `None` it may be left out."""

    class Strict(BaseModel):
        pages: Optional[int]

    class Lenient(BaseModel):
        pages: Optional[int] = None

    app = FastAPI()

    @app.post("/strict")
    def strict(it: Strict) -> None: ...

    @app.post("/lenient")
    def lenient(it: Lenient) -> None: ...

    requests: list[tuple[str, Any]] = [("/strict", {}), ("/strict", {"pages": None})]
    return [status(app, p, "POST", json=body) for p, body in (*requests, ("/lenient", {}))]


@fact({"orm_mode": False, "from_attributes": True})
def settings_of_pydantic_1() -> Any:
    """`class Config` still works under Pydantic 2, but a setting by its old name is none: with
    `orm_mode = True` a model is not made of objects, `from_attributes` does it."""

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")

        class Old(BaseModel):
            a: int

            class Config:
                orm_mode = True

        class New(BaseModel):
            a: int

            class Config:
                from_attributes = True

    models = {"orm_mode": Old, "from_attributes": New}
    row = SimpleNamespace(a=1)
    return {n: kind_of_error(lambda m=m: m.model_validate(row)) is None for n, m in models.items()}


@fact("PydanticUserError")
def config_beside_model_config() -> Any:
    """`class Config` beside `model_config` raises at import."""

    def declare() -> None:
        class Model(BaseModel):
            model_config = ConfigDict(extra="forbid")

            class Config:
                frozen = True

    return kind_of_error(declare)
