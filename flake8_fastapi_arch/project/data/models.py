"""Which classes are database tables, which are Pydantic models, and what fields they have."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from flake8_fastapi_arch.facts.model import Assign, Call, Constant, Expression, Name, Unlowered
from flake8_fastapi_arch.facts.walk import last_name
from flake8_fastapi_arch.kept import kept
from flake8_fastapi_arch.project.inference.types import Types
from flake8_fastapi_arch.project.modules.names import Names
from flake8_fastapi_arch.project.modules.symbols import ClassSymbol

_TABLE_BASES = {
    "sqlalchemy.orm.DeclarativeBase": "SQLAlchemy",
    "sqlalchemy.orm.DeclarativeBaseNoMeta": "SQLAlchemy",
    "sqlalchemy.orm.MappedAsDataclass": "SQLAlchemy",
    "tortoise.models.Model": "Tortoise",
    "tortoise.Model": "Tortoise",
    "beanie.Document": "Beanie",
    "beanie.odm.documents.Document": "Beanie",
    "ormar.Model": "Ormar",
    "ormar.models.Model": "Ormar",
    "piccolo.table.Table": "Piccolo",
}
_PYDANTIC_BASES = frozenset(
    {"pydantic.BaseModel", "pydantic.main.BaseModel", "pydantic.v1.BaseModel", "sqlmodel.SQLModel"}
)

_DATACLASSES = frozenset({"dataclasses.dataclass", "pydantic.dataclasses.dataclass"})
_SETTINGS_BASES = frozenset({"pydantic_settings.BaseSettings", "pydantic.BaseSettings"})


class Field(msgspec.Struct, frozen=True):
    """A field or column declared in a class body."""

    name: str
    annotation: Expression | None
    default: Expression | None
    owner: ClassSymbol
    line: int

    @property
    def is_required(self) -> bool:
        """Whether there is no default: nothing, ``...``, or a ``Field()`` without one."""
        match self.default:
            case None | Unlowered():
                return True
            case Call(func, args, keywords) if last_name(func) == "Field":
                if args:
                    return isinstance(args[0], Unlowered)
                given = {keyword.arg for keyword in keywords}
                return given.isdisjoint({"default", "default_factory", None})
        return False


class Models:
    """Answers about the project's model classes."""

    def __init__(self, names: Names, types: Types) -> None:
        self._names = names
        self._types = types

    @kept
    def table_kind(self, cls: ClassSymbol) -> str | None:
        """The ORM whose table *cls* is ("SQLModel", "SQLAlchemy" ...), or None: no table, unknown.

        A SQLModel is a table with ``table=True``; a declarative class with a ``__tablename__`` or
        ``__table__`` of its own or of a base.
        """
        bases = self._types.library_bases(cls)
        if "sqlmodel.SQLModel" in bases or "sqlmodel.main.SQLModel" in bases:
            return "SQLModel" if _says_table(cls) else None
        for base in bases:
            kind = _TABLE_BASES.get(base)
            if kind == "SQLAlchemy":
                return kind if self._has_table(cls) else None
            if kind is not None:
                return kind
        # ``Base = declarative_base()``: the base is no class, but the table has a name.
        return "SQLAlchemy" if cls.node.bases and self._has_columns(cls) else None

    def is_settings(self, cls: ClassSymbol) -> bool:
        """Whether *cls* is filled from the environment."""
        return not _SETTINGS_BASES.isdisjoint(self._types.library_bases(cls))

    def is_dataclass(self, cls: ClassSymbol) -> bool:
        """Whether *cls* is decorated as a dataclass."""
        scope = self._names.scope_around(cls.module, cls.node)
        return any(
            not _DATACLASSES.isdisjoint(
                self._names.dotted(each.func if isinstance(each, Call) else each, scope)
            )
            for each in cls.node.decorators
        )

    def is_pydantic(self, cls: ClassSymbol) -> bool:
        """Whether *cls* is a Pydantic model (a SQLModel that is no table counts)."""
        return self.table_kind(cls) is None and not _PYDANTIC_BASES.isdisjoint(
            self._types.library_bases(cls)
        )

    @kept
    def fields(self, cls: ClassSymbol) -> tuple[Field, ...]:
        """The fields that *cls* and its bases in the project declare, nearest definition only."""
        found: dict[str, Field] = {}
        for base in self._types.mro(cls):
            if isinstance(base, ClassSymbol):
                for field in _declared(base):
                    found.setdefault(field.name, field)
        return tuple(found.values())

    def _has_table(self, cls: ClassSymbol) -> bool:
        return any(
            self._types.member(cls, name) is not None for name in ("__tablename__", "__table__")
        )

    def _has_columns(self, cls: ClassSymbol) -> bool:
        return self._types.member(cls, "__tablename__") is not None and any(
            isinstance(field.default, Call) for field in self.fields(cls)
        )


def _says_table(cls: ClassSymbol) -> bool:
    return any(
        keyword.arg == "table"
        and isinstance(keyword.value, Constant)
        and keyword.value.value is True
        for keyword in cls.node.keywords
    )


def _declared(cls: ClassSymbol) -> Iterator[Field]:
    for statement in cls.node.body:
        if not isinstance(statement, Assign):
            continue
        for target in statement.targets:
            if isinstance(target, Name) and not target.id.startswith("_"):
                if target.id == "model_config":
                    continue
                yield Field(target.id, statement.annotation, statement.value, cls, statement.line)
