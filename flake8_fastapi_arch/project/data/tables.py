"""The tables of a project: columns, keys, indexes and relationships, in SQLAlchemy's words."""

from __future__ import annotations

import functools
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping

import msgspec

from flake8_fastapi_arch.facts.model import (
    Assign,
    Attribute,
    BinOp,
    Call,
    Class,
    Constant,
    Dict,
    Display,
    Expression,
    Function,
    Keyword,
    Lambda,
    Module,
    Name,
    Return,
    Starred,
    Subscript,
)
from flake8_fastapi_arch.facts.walk import definitions, statements
from flake8_fastapi_arch.project.data.models import Models
from flake8_fastapi_arch.project.inference.types import Instance, Types
from flake8_fastapi_arch.project.modules.names import Names
from flake8_fastapi_arch.project.modules.scopes import Scope
from flake8_fastapi_arch.project.modules.symbols import ClassSymbol

_COLUMNS = frozenset(
    {
        "sqlalchemy.Column", "sqlalchemy.orm.mapped_column", "sqlalchemy.schema.Column",
        "sqlmodel.Column", "sqlmodel.Field", "sqlmodel.main.Field", "pydantic.Field",
        "sqlalchemy.orm.MappedColumn", "sqlalchemy.sql.schema.Column",
    }
)  # fmt: skip
_RELATIONSHIPS = frozenset(
    {
        "sqlalchemy.orm.relationship", "sqlmodel.Relationship", "sqlmodel.main.Relationship",
        "sqlalchemy.orm.relation", "sqlalchemy.orm.dynamic_loader",
    }
)  # fmt: skip
_FOREIGN_KEYS = frozenset({"sqlalchemy.ForeignKey", "sqlalchemy.schema.ForeignKey"})
_INDEXES = frozenset({"sqlalchemy.Index", "sqlalchemy.schema.Index", "sqlmodel.Index"})
_UNIQUES = frozenset(
    {
        "sqlalchemy.UniqueConstraint", "sqlalchemy.schema.UniqueConstraint",
        "sqlmodel.UniqueConstraint",
    }
)  # fmt: skip
_PRIMARY_KEYS = frozenset(
    {"sqlalchemy.PrimaryKeyConstraint", "sqlalchemy.schema.PrimaryKeyConstraint"}
)
_OTHER_ARGUMENTS = frozenset(
    {
        "sqlalchemy.CheckConstraint", "sqlalchemy.ForeignKeyConstraint",
        "sqlalchemy.schema.CheckConstraint", "sqlalchemy.schema.ForeignKeyConstraint",
        "sqlmodel.CheckConstraint", "sqlmodel.ForeignKeyConstraint",
        "sqlalchemy.dialects.postgresql.ExcludeConstraint",
    }
)  # fmt: skip
_TABLES = frozenset({"sqlalchemy.Table", "sqlalchemy.schema.Table", "sqlmodel.Table"})
_FILLED_BY_SERVER = ("Identity", "Computed", "Sequence")
# They load by themselves, each with the rows before, until they would come round in a circle.
_STOPPING = frozenset({"selectin", "joined", "subquery"})
_EXPLICIT = frozenset({"sqlalchemy.orm.DynamicMapped", "sqlalchemy.orm.WriteOnlyMapped"})


class Column(msgspec.Struct, frozen=True, eq=False):
    """A column. None in a field means unknown; ``type`` is the dotted name of its SQL type.

    ``default`` is what Python fills in, ``server_default`` what the database does (``Identity``
    and its like count). ``foreign_key`` is ``table.column`` as written, ``python`` the annotation
    behind ``Mapped``.
    """

    name: str
    owner: ClassSymbol | None
    line: int
    col: int
    type: str | None = None
    length: int | None = None
    python: Expression | None = None
    nullable: bool | None = None
    default: Expression | None = None
    server_default: bool = False
    unique: bool = False
    index: bool = False
    primary_key: bool = False
    foreign_key: str | None = None

    @property
    def is_filled(self) -> bool:
        """Whether a row gets a value here when nobody gives one."""
        return self.default is not None or self.server_default or self.primary_key


class Relationship(msgspec.Struct, frozen=True, eq=False):
    """A relationship: ``lazy`` as SQLAlchemy names it, None where it is computed.

    ``uselist`` is None where neither the annotation nor the keys tell; ``implied`` says that
    ``backref`` on the other side makes it, ``join_depth`` that the option of this name is given.
    """

    name: str
    owner: ClassSymbol
    target: ClassSymbol | None
    line: int
    col: int
    lazy: str | None = "select"
    uselist: bool | None = None
    back_populates: str | None = None
    backref: str | None = None
    implied: bool = False
    viewonly: bool = False
    secondary: bool = False
    foreign_keys: Expression | None = None
    primaryjoin: bool = False
    join_depth: bool = False

    @property
    def is_lazy(self) -> bool:
        """Whether reading it sends a query unless it was loaded with the row."""
        return self.lazy == "select"

    def is_lazy_behind(self, passed: Collection[ClassSymbol]) -> bool:
        """Whether reading it sends a query where its owner was loaded by way of the classes that
        were *passed*, the first of which was queried. Behind a class that was passed already,
        SQLAlchemy loads no further by itself, unless ``join_depth`` says how often."""
        return self.is_lazy or (self._may_stop and self.target in passed)

    @property
    def may_be_lazy(self) -> bool:
        """Whether there are rows behind which reading it sends a query."""
        return self.is_lazy or self._may_stop

    @property
    def _may_stop(self) -> bool:
        return self.lazy in _STOPPING and not self.join_depth


class Table(msgspec.Struct, frozen=True, eq=False):
    """A table. ``indexes`` and ``uniques`` are tuples of column names; ``complete`` says whether
    all of its arguments could be read."""

    cls: ClassSymbol | None
    name: str | None
    columns: Mapping[str, Column]
    relationships: Mapping[str, Relationship]
    indexes: tuple[tuple[str, ...], ...] = ()
    uniques: tuple[tuple[str, ...], ...] = ()
    primary_key: tuple[str, ...] = ()
    complete: bool = True
    kind: str = "SQLAlchemy"

    def is_indexed(self, column: str) -> bool:
        """Whether looking rows up by *column* can use an index."""
        leading = {names[0] for names in (*self.indexes, *self.uniques, self.primary_key) if names}
        return column in leading

    def is_unique(self, columns: Iterable[str]) -> bool:
        """Whether at most one row has given values in *columns*."""
        wanted = set(columns)
        keys = (*self.uniques, self.primary_key)
        return any(names and wanted.issuperset(names) for names in keys)


class Data:
    """Answers about the project's tables."""

    def __init__(
        self,
        modules: Mapping[str, Module],
        names: Names,
        types: Types,
        models: Models,
        calls_named: Callable[[str], Iterable[tuple[Call, Scope]]],
    ) -> None:
        self._modules = modules
        self._names = names
        self._types = types
        self._models = models
        self._calls_named = calls_named
        self._tables: dict[ClassSymbol, Table | None] = {}

    def table(self, cls: ClassSymbol) -> Table | None:
        """The table that *cls* is mapped to, None for a class that is no table of SQLAlchemy's."""
        if cls not in self._tables:
            kind = self._models.table_kind(cls)
            mapped = kind in ("SQLAlchemy", "SQLModel")
            self._tables[cls] = self._read(cls, kind) if mapped and kind is not None else None
        return self._tables[cls]

    @functools.cached_property
    def tables(self) -> tuple[Table, ...]:
        """All tables that are classes, in the order of their modules."""
        classes = (
            ClassSymbol(module, node)
            for module in self._modules.values()
            for node in definitions(module)
            if isinstance(node, Class)
        )
        return tuple(table for cls in classes if (table := self.table(cls)) is not None)

    @functools.cached_property
    def imperative_tables(self) -> tuple[Table, ...]:
        """The tables written as ``Table("name", metadata, ...)``."""
        found = []
        for call, scope in self._calls_named("Table"):
            if self._is(call.func, scope, _TABLES):
                found.append(self._imperative(call, scope))
        return tuple(found)

    @functools.cached_property
    def by_name(self) -> Mapping[str, tuple[Table, ...]]:
        """The tables by their names in the database."""
        found: dict[str, tuple[Table, ...]] = {}
        for table in (*self.tables, *self.imperative_tables):
            if table.name is not None:
                found[table.name] = (*found.get(table.name, ()), table)
        return found

    @functools.cached_property
    def implied(self) -> Mapping[ClassSymbol, tuple[Relationship, ...]]:
        """The relationships that ``backref`` makes on the classes they lead to."""
        found: dict[ClassSymbol, tuple[Relationship, ...]] = {}
        for table in self.tables:
            for relationship in table.relationships.values():
                target = relationship.target
                if relationship.backref is not None and target is not None:
                    back = self._back(relationship, target)
                    found[target] = (*found.get(target, ()), back)
        return found

    def relationship(self, cls: ClassSymbol, name: str) -> Relationship | None:
        """The relationship *name* of *cls*, inherited and implied ones too."""
        table = self.table(cls)
        if table is None:
            return None
        found = table.relationships.get(name)
        if found is None:
            for base in self._types.mro(cls):
                if isinstance(base, ClassSymbol):
                    for implied in self.implied.get(base, ()):
                        if implied.name == name:
                            return implied
        return found

    @functools.cached_property
    def lazy_names(self) -> frozenset[str]:
        """The names of all relationships that load when they are read."""
        own = (r for table in self.tables for r in table.relationships.values())
        implied = (r for group in self.implied.values() for r in group)
        return frozenset(r.name for r in (*own, *implied) if r.is_lazy or self._leads_back(r))

    def _leads_back(self, relationship: Relationship) -> bool:
        """Whether something that loads by itself may lead from the target to the owner, so that
        the relationship is not loaded there."""
        target = relationship.target
        if target is None or not relationship.is_lazy_behind([target]):
            return False
        table = self.table(target)
        return target == relationship.owner or any(
            back.target == relationship.owner and back.lazy in _STOPPING
            for back in (table.relationships.values() if table is not None else ())
        )

    def keys_of(self, relationship: Relationship) -> frozenset[str]:
        """The columns of its own table that a to-one relationship goes through; empty: unknown."""
        table = self.table(relationship.owner)
        target = self.table(relationship.target) if relationship.target is not None else None
        if table is None or target is None or target.name is None:
            return frozenset()
        return frozenset(
            column.name
            for column in table.columns.values()
            if column.foreign_key is not None and _table_of(column.foreign_key) == target.name
        )

    # ── reading a class

    def _read(self, cls: ClassSymbol, kind: str) -> Table:
        columns: dict[str, Column] = {}
        relationships: dict[str, Relationship] = {}
        arguments: list[tuple[Expression, Scope]] = []
        name: str | None = None
        named = hidden = False
        for base in self._types.mro(cls):
            if not isinstance(base, ClassSymbol):
                continue
            scope = self._names.scope_of(base.module, base.node)
            for attribute, declared in _attributes(base):
                value = declared.value
                if attribute == "__tablename__":
                    if not named:
                        named, name = True, _text(value)
                elif attribute == "__table_args__":
                    if value is not None:
                        arguments.append((value, scope))
                    else:
                        hidden = True  # computed by a method
                elif attribute == "__table__" and isinstance(value, Call):
                    table = self._imperative(value, scope)
                    named, name = True, table.name
                    for column in table.columns.values():
                        columns.setdefault(column.name, column)
                elif not attribute.startswith("__") and attribute not in relationships:
                    related = self._relationship(cls, attribute, declared, scope)
                    if related is not None:
                        relationships[attribute] = related
                    elif attribute not in columns:
                        mapped = self._column(base, attribute, declared, scope)
                        if mapped is not None:
                            columns[attribute] = mapped
        if not named and kind == "SQLModel":
            name = cls.node.name.lower()
        indexes, uniques, primary, complete = self._arguments(arguments, columns)
        indexes += self._indexes_beside(cls)
        for column in columns.values():
            if column.index:
                indexes.append((column.name,))
            if column.unique:
                uniques.append((column.name,))
        keys = tuple(column.name for column in columns.values() if column.primary_key)
        return Table(
            cls,
            name,
            columns,
            relationships,
            tuple(indexes),
            tuple(uniques),
            primary or keys,
            complete and not hidden,
            kind,
        )

    def _arguments(
        self, arguments: list[tuple[Expression, Scope]], columns: Mapping[str, Column]
    ) -> tuple[list[tuple[str, ...]], list[tuple[str, ...]], tuple[str, ...], bool]:
        """The indexes, the unique keys and the primary key in ``__table_args__``, and whether
        everything in it was understood."""
        indexes: list[tuple[str, ...]] = []
        uniques: list[tuple[str, ...]] = []
        primary: tuple[str, ...] = ()
        complete = True
        pending = list(arguments)
        while pending:
            expression, scope = pending.pop(0)
            match expression:
                case Display(items=items):
                    pending += [(item, scope) for item in items]
                case Dict() | Constant(None):
                    pass
                case BinOp("+", left, right):
                    pending += [(left, scope), (right, scope)]
                case Call() if self._is(expression.func, scope, _INDEXES):
                    listed = _column_names(expression.args[1:])
                    unique = _is_true(expression.keyword("unique"))
                    named = [k.arg or "" for k in expression.keywords]
                    if unique and any(name.endswith("_where") for name in named):
                        listed = (*listed, "")  # unique as far as a condition holds
                    (uniques if unique else indexes).append(listed)
                case Call() if self._is(expression.func, scope, _UNIQUES):
                    uniques.append(_column_names(expression.args))
                case Call() if self._is(expression.func, scope, _PRIMARY_KEYS):
                    primary = _column_names(expression.args)
                case Call() if self._is(expression.func, scope, _OTHER_ARGUMENTS):
                    pass
                case _:
                    complete = False
        return indexes, uniques, primary, complete

    def _indexes_beside(self, cls: ClassSymbol) -> list[tuple[str, ...]]:
        """The indexes of ``Index("name", Cls.column)`` outside of the class."""
        found = []
        for call, scope in self._calls_named("Index"):
            match call.args[1:2]:
                case (Attribute(value=Name() as owner),) if cls in self._types.of(
                    owner, scope
                ) and self._is(call.func, scope, _INDEXES):
                    found.append(_column_names(call.args[1:]))
        return found

    def _column(
        self,
        owner: ClassSymbol,
        name: str,
        declared: _Declared,
        scope: Scope,
    ) -> Column | None:
        annotation, value = declared.annotation, declared.value
        python, mapped = self._unmapped(annotation, scope)
        calls = [value] if isinstance(value, Call) else []
        if python is not None:
            calls += [call for call, _ in self._names.metadata(python, scope)]
        columns = [call for call in calls if self._is(call.func, scope, _COLUMNS)]
        if not columns and not mapped and not self._is_field(owner, annotation, value):
            return None
        column = Column(name, owner, declared.line, declared.col, python=python)
        if python is not None:
            optional = self._is_optional(python, scope)
            held = self._python_type(python, scope)
            column = msgspec.structs.replace(column, nullable=optional, type=held)
        elif columns:
            column = msgspec.structs.replace(column, nullable=True)
        if not columns and value is not None:
            return msgspec.structs.replace(column, default=value)
        for call in reversed(columns):
            column = self._with_arguments(column, call, scope)
        return column

    def _is_field(
        self, owner: ClassSymbol, annotation: Expression | None, value: Expression | None
    ) -> bool:
        """Whether an annotated name without a call is a column: in a SQLModel."""
        if annotation is None or isinstance(value, Call):
            return False
        return "sqlmodel.SQLModel" in self._types.library_bases(owner)

    def _with_arguments(self, column: Column, call: Call, scope: Scope) -> Column:
        changes: dict[str, object] = {}
        for argument in call.args:
            changes |= self._positional(argument, scope)
        for keyword in call.keywords:
            match keyword.arg, keyword.value:
                case "primary_key", value if _is_true(value):
                    changes |= {"primary_key": True, "nullable": False}
                case "nullable", Constant(bool() as nullable):
                    changes["nullable"] = nullable
                case "nullable", _:
                    changes["nullable"] = None
                case ("unique" | "index") as word, value if _is_true(value):
                    changes[word] = True
                case (("default" | "insert_default" | "default_factory"), value):
                    if not (isinstance(value, Constant) and value.value is None):
                        changes["default"] = value
                case "server_default", value:
                    if not (isinstance(value, Constant) and value.value is None):
                        changes["server_default"] = True
                case "foreign_key", Constant(str() as key):
                    changes["foreign_key"] = key
                case (("max_length" | "length"), Constant(int() as length)):
                    changes["length"] = length
                case (("type_" | "sa_type"), value):
                    changes |= self._positional(value, scope)
                case "sa_column", Call() as inner:
                    column = self._with_arguments(column, inner, scope)
                case "sa_column_kwargs", Dict(keys, values):
                    inner_call = Call(call.func, (), _keywords(keys, values), call.line, call.col)
                    column = self._with_arguments(column, inner_call, scope)
                case None, _:
                    changes["nullable"] = None
        if column.primary_key and "nullable" in changes:
            changes["nullable"] = False
        return msgspec.structs.replace(column, **changes)

    def _positional(self, argument: Expression, scope: Scope) -> dict[str, object]:
        call = argument if isinstance(argument, Call) else None
        dotted = self._names.dotted(call.func if call is not None else argument, scope)
        if call is not None and not _FOREIGN_KEYS.isdisjoint(dotted):
            return {"foreign_key": self._key(call, scope)}
        for name in dotted:
            if name.rpartition(".")[2] in _FILLED_BY_SERVER:
                return {"server_default": True}
            found: dict[str, object] = {"type": name}
            if call is not None and call.args and isinstance(call.args[0], Constant):
                length = call.args[0].value
                if isinstance(length, int):
                    found["length"] = length
            return found
        return {}

    def _key(self, call: Call, scope: Scope) -> str:
        """What a ``ForeignKey`` points at, as ``table.column``; "" for what is computed."""
        target = call.args[0] if call.args else call.keyword("column")
        match target:
            case Constant(str() as text):
                return text
            case Attribute(value, column):
                for value_ in self._types.of(value, scope):
                    if isinstance(value_, ClassSymbol):
                        scope_of = self._names.scope_of(value_.module, value_.node)
                        for binding in scope_of.bindings.get("__tablename__", ()):
                            if isinstance(binding.value, Constant):
                                return f"{binding.value.value}.{column}"
        return ""

    def _relationship(
        self,
        owner: ClassSymbol,
        name: str,
        declared: _Declared,
        scope: Scope,
    ) -> Relationship | None:
        annotation, value = declared.annotation, declared.value
        if not isinstance(value, Call) or not self._is(value.func, scope, _RELATIONSHIPS):
            return None
        python, _ = self._unmapped(annotation, scope)
        target, uselist = self._target(python, value, scope)
        match value.keyword("uselist"):
            case Constant(bool() as stated):
                uselist = stated
        if uselist is None and value.keyword("secondary") is not None:
            uselist = True
        lazy = _lazy(value.keyword("lazy"))
        join_depth = value.keyword("join_depth") is not None
        if annotation is not None and self._is_explicit(annotation, scope):
            lazy = "dynamic"
        match value.keyword("sa_relationship_kwargs"):
            case Dict(keys, values):
                for key, inner in zip(keys, values):
                    if key is not None and _text(key) == "lazy":
                        lazy = _lazy(inner)
                    join_depth = join_depth or (key is not None and _text(key) == "join_depth")
            case None:
                pass
            case _:
                lazy = None
        if any(keyword.arg is None for keyword in value.keywords):
            lazy = None
        backref = value.keyword("backref")
        return Relationship(
            name,
            owner,
            target,
            declared.line,
            declared.col,
            lazy,
            uselist,
            _text(value.keyword("back_populates")),
            _text(backref.args[0] if isinstance(backref, Call) and backref.args else backref),
            viewonly=_is_true(value.keyword("viewonly")),
            secondary=value.keyword("secondary") is not None,
            foreign_keys=value.keyword("foreign_keys"),
            primaryjoin=value.keyword("primaryjoin") is not None,
            join_depth=join_depth,
        )

    def _back(self, relationship: Relationship, target: ClassSymbol) -> Relationship:
        """The relationship that ``backref`` makes; its lazy is the one it was given."""
        lazy: str | None = "select"
        for name, declared in _attributes(relationship.owner):
            if name == relationship.name and isinstance(declared.value, Call):
                backref = declared.value.keyword("backref")
                if isinstance(backref, Call):
                    lazy = _lazy(backref.keyword("lazy"))
        return Relationship(
            relationship.backref or "",
            target,
            relationship.owner,
            relationship.line,
            relationship.col,
            lazy,
            back_populates=relationship.name,
            implied=True,
        )

    def _target(
        self, python: Expression | None, call: Call, scope: Scope
    ) -> tuple[ClassSymbol | None, bool | None]:
        """The class a relationship leads to, and whether to many of it."""
        if python is not None:
            held = [v for v in self._types.of_annotation(python, scope) if isinstance(v, Instance)]
            for value in held:
                if isinstance(value.type, ClassSymbol):
                    return value.type, False
                for inner in self._types.element(frozenset([value])):
                    if isinstance(inner, Instance) and isinstance(inner.type, ClassSymbol):
                        return inner.type, True
        argument = call.args[0] if call.args else call.keyword("argument")
        if isinstance(argument, Lambda):
            argument = argument.body
        if isinstance(argument, Constant) and isinstance(argument.value, str):
            return self._types.mapped_class(argument.value, scope), None
        if argument is not None:
            for found in self._types.of(argument, scope):
                if isinstance(found, ClassSymbol):
                    return found, None
        return None, None

    def _imperative(self, call: Call, scope: Scope) -> Table:
        columns: dict[str, Column] = {}
        others: list[tuple[Expression, Scope]] = []
        for argument in call.args[2:]:
            if isinstance(argument, Call) and self._is(argument.func, scope, _COLUMNS):
                name = _text(argument.args[0] if argument.args else argument.keyword("name"))
                if name is not None:
                    bare = Column(name, None, argument.line, argument.col, nullable=True)
                    rest = Call(
                        argument.func, argument.args[1:], argument.keywords, call.line, call.col
                    )
                    columns[name] = self._with_arguments(bare, rest, scope)
            else:
                others.append((argument, scope))
        indexes, uniques, primary, complete = self._arguments(others, columns)
        indexes += [(column.name,) for column in columns.values() if column.index]
        uniques += [(column.name,) for column in columns.values() if column.unique]
        keys = tuple(column.name for column in columns.values() if column.primary_key)
        name = _text(call.args[0]) if call.args else None
        starred = any(isinstance(argument, Starred) for argument in call.args)
        return Table(
            None, name, columns, {}, tuple(indexes), tuple(uniques), primary or keys,
            complete and not starred,
        )  # fmt: skip

    # ── annotations

    def _unmapped(
        self, annotation: Expression | None, scope: Scope
    ) -> tuple[Expression | None, bool]:
        """What ``Mapped[...]`` holds, and whether it is one."""
        if isinstance(annotation, Subscript):
            dotted = self._names.dotted(annotation.value, scope)
            if "sqlalchemy.orm.Mapped" in dotted or not _EXPLICIT.isdisjoint(dotted):
                return annotation.index, True
        return annotation, False

    def _is_explicit(self, annotation: Expression, scope: Scope) -> bool:
        return isinstance(annotation, Subscript) and self._is(annotation.value, scope, _EXPLICIT)

    def _is_optional(self, annotation: Expression, scope: Scope) -> bool:
        match annotation:
            case BinOp("|", left, right):
                return self._is_optional(left, scope) or self._is_optional(right, scope)
            case Constant(None):
                return True
            case Constant(str() as text):
                return "None" in text or "Optional" in text
            case Subscript(value, index):
                dotted = self._names.dotted(value, scope)
                if "typing.Optional" in dotted:
                    return True
                items = index.items if isinstance(index, Display) else (index,)
                if "typing.Union" in dotted:
                    return any(self._is_optional(item, scope) for item in items)
                if "typing.Annotated" in dotted:
                    return self._is_optional(items[0], scope)
        return False

    def _python_type(self, annotation: Expression, scope: Scope) -> str | None:
        for value in self._types.of_annotation(annotation, scope):
            if isinstance(value, Instance) and value.library is not None:
                return value.library
        return None

    def _is(self, expression: Expression, scope: Scope, names: frozenset[str]) -> bool:
        return any(dotted in names for dotted in self._names.dotted(expression, scope))


class _Declared(msgspec.Struct, frozen=True):
    """What a class body says of an attribute; of a ``declared_attr`` method, what it returns."""

    annotation: Expression | None
    value: Expression | None
    line: int
    col: int


def _attributes(cls: ClassSymbol) -> Iterator[tuple[str, _Declared]]:
    for statement in cls.node.body:
        match statement:
            case Assign(targets, value, annotation, line, col):
                for target in targets:
                    if isinstance(target, Name):
                        yield target.id, _Declared(annotation, value, line, col)
            case Function() if any(_is_declared(d) for d in statement.decorators):
                returned = [
                    inner.value
                    for inner in statements(statement.body)
                    if isinstance(inner, Return) and inner.value is not None
                ]
                value = returned[0] if len(returned) == 1 else None
                place = statement.line, statement.col
                yield statement.name, _Declared(statement.returns, value, *place)


def _is_declared(decorator: Expression) -> bool:
    while isinstance(decorator, (Attribute, Call)):
        if isinstance(decorator, Attribute) and decorator.attr == "declared_attr":
            return True
        decorator = decorator.value if isinstance(decorator, Attribute) else decorator.func
    return isinstance(decorator, Name) and decorator.id == "declared_attr"


def _column_names(arguments: Iterable[Expression]) -> tuple[str, ...]:
    """The columns that an index or a constraint lists, as far as they are plain."""
    found = []
    for argument in arguments:
        match argument:
            case Constant(str() as name) | Attribute(attr=name) | Name(id=name):
                found.append(name)
            case Call(func=Attribute(value=Attribute(attr=name))):
                found.append(name)
            case _:
                found.append("")
    return tuple(found)


def _keywords(
    keys: tuple[Expression | None, ...], values: tuple[Expression, ...]
) -> tuple[Keyword, ...]:
    return tuple(Keyword(_text(k), v) for k, v in zip(keys, values) if k is not None)


def _lazy(value: Expression | None) -> str | None:
    match value:
        case None | Constant(True):
            return "select"
        case Constant(str() as word):
            return word
        case Constant(False):
            return "joined"
        case Constant(None):
            return "noload"
    return None


def _text(expression: Expression | None) -> str | None:
    if isinstance(expression, Constant) and isinstance(expression.value, str):
        return expression.value
    return None


def _is_true(expression: Expression | None) -> bool:
    return isinstance(expression, Constant) and expression.value is True


def _table_of(key: str) -> str:
    """The table in ``schema.table.column``."""
    return key.rpartition(".")[0].rpartition(".")[2] or key
