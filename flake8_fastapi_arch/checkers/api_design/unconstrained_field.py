'''A text that may be longer than its column is refused by the database, as an internal error.

PostgreSQL and MySQL answer what does not fit with an error that nobody translates: the client gets
a 500 where the request model could have said which field is too long. Without any limit a client
may also send megabytes.

Bad:

```python title="app.py"
from collections.abc import Iterator
from typing import Annotated

from fastapi import Depends, FastAPI
from fastapi.security import HTTPBearer
from pydantic import BaseModel
from sqlalchemy import String, create_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column, sessionmaker

app = FastAPI(dependencies=[Depends(HTTPBearer())])
make_session = sessionmaker(create_engine("sqlite:///shop.db"))


class Base(DeclarativeBase):
    pass


class Book(Base):
    __tablename__ = "book"

    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str] = mapped_column(String(80))


class BookCreate(BaseModel):
    title: str  # FAA156


def get_session() -> Iterator[Session]:
    with make_session() as session:
        yield session


@app.post("/books", status_code=201)
def add_book(body: BookCreate, session: Annotated[Session, Depends(get_session)]) -> int:
    """Add a book."""
    book = Book(title=body.title)
    session.add(book)
    session.commit()
    return book.id
```

```text title="requirements.txt"
fastapi
psycopg[binary]
```

Good:

```python title="app.py"
from collections.abc import Iterator
from typing import Annotated

from fastapi import Depends, FastAPI
from fastapi.security import HTTPBearer
from pydantic import BaseModel, Field
from sqlalchemy import String, create_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column, sessionmaker

app = FastAPI(dependencies=[Depends(HTTPBearer())])
make_session = sessionmaker(create_engine("sqlite:///shop.db"))


class Base(DeclarativeBase):
    pass


class Book(Base):
    __tablename__ = "book"

    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str] = mapped_column(String(80))


class BookCreate(BaseModel):
    title: str = Field(max_length=80)


def get_session() -> Iterator[Session]:
    with make_session() as session:
        yield session


@app.post("/books", status_code=201)
def add_book(body: BookCreate, session: Annotated[Session, Depends(get_session)]) -> int:
    """Add a book."""
    book = Book(title=body.title)
    session.add(book)
    session.commit()
    return book.id
```

Silent about fields with any constraint or a type of their own, models with validators, functions
that look at the field themselves, and projects that declare no driver of a database that minds
(SQLite does not).
'''

from __future__ import annotations

from collections.abc import Iterator

from flake8_fastapi_arch.checker import Impact, Match, Priority, Related, When, at, checker
from flake8_fastapi_arch.context import Context
from flake8_fastapi_arch.facts.model import Call, Class, Name
from flake8_fastapi_arch.facts.walk import walk
from flake8_fastapi_arch.project.data.models import Field
from flake8_fastapi_arch.project.inference.types import Instance
from flake8_fastapi_arch.project.modules.symbols import ClassSymbol

_MINDING = ("psycopg2", "psycopg2-binary", "psycopg", "asyncpg", "pymysql", "mysqlclient",
            "aiomysql", "asyncmy", "pyodbc", "oracledb")  # fmt: skip
_UNCONSTRAINING = frozenset(
    {"default", "default_factory", "description", "title", "examples", "example", "alias"}
)
_TEXTS = ("String", "VARCHAR", "Unicode", "AutoString", "str")


@checker(
    code="FAA156",
    subject=Class,
    pattern="poor-models",
    impact=Impact.LOW,
    priority=Priority.P2,
    when=When.REVIEW,
    message="`{field}` may be longer than `{table}.{column}`, {length} characters; limit it",
    advice="Give `{model}.{field}` a `max_length` of {length}.",
)
def unconstrained_field(node: Class, context: Context) -> Iterator[Match]:
    cls = ClassSymbol(context.module, node)
    seen: set[str] = set()
    for filled in context.project.filled_columns.by(cls):
        field, column = filled.field, filled.column
        if field.name in seen or column.length is None:
            continue
        if not (column.type or "").endswith(_TEXTS) or not _is_plain_text(field, context):
            continue
        if not _is_minded(context):
            return
        seen.add(field.name)
        owner = column.owner.module.path if column.owner is not None else ""
        yield at(
            Name(field.name, field.line, 4),
            related=(
                Related(filled.scope.module.path, filled.call.line, "the row is made here"),
                Related(owner, column.line, "the column"),
            ),
            anchor=field.name,
            model=node.name,
            field=field.name,
            table=filled.table.cls.node.name if filled.table.cls is not None else "",
            column=column.name,
            length=column.length,
        )


def _is_plain_text(field: Field, context: Context) -> bool:
    if field.annotation is None or any(isinstance(n, Call) for n in walk(field.annotation)):
        return False
    if isinstance(field.default, Call):
        said = {keyword.arg for keyword in field.default.keywords}
        if not said <= _UNCONSTRAINING:
            return False
    scope = context.project.names.scope_of(field.owner.module, field.owner.node)
    if context.project.names.alias(field.annotation, scope) is not None:
        return False
    values = context.project.types.of_annotation(field.annotation, scope)
    kinds = {value.library for value in values if isinstance(value, Instance)}
    return "builtins.str" in kinds and kinds <= {"builtins.str", "builtins.NoneType"}


def _is_minded(context: Context) -> bool:
    environment = context.project.environment
    return any(environment.requirement(name, context.module.path) for name in _MINDING)
