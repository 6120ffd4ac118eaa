"""Which fields of request models end up in which columns, where a handler makes rows of them."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable, Iterator, Mapping

import msgspec

from flake8_fastapi_arch.facts.model import (
    Assign,
    Attribute,
    BinOp,
    Call,
    Constant,
    Dict,
    Display,
    Expression,
    Function,
    If,
    Name,
    Parameter,
    Subscript,
    UnaryOp,
)
from flake8_fastapi_arch.facts.walk import definitions, dotted, leaves, own_nodes, walk
from flake8_fastapi_arch.project.data.models import Field, Models
from flake8_fastapi_arch.project.data.tables import Column, Data, Table
from flake8_fastapi_arch.project.inference.types import Instance, Types
from flake8_fastapi_arch.project.modules.files import is_test
from flake8_fastapi_arch.project.modules.names import Names
from flake8_fastapi_arch.project.modules.scopes import Scope
from flake8_fastapi_arch.project.modules.symbols import ClassSymbol
from flake8_fastapi_arch.project.routes.application import Application

_MAX_CALLS = 2
_DUMPS = frozenset({"model_dump", "dict"})
_VALIDATES = frozenset({"model_validate", "from_orm"})


class Filled(msgspec.Struct, frozen=True):
    """*field* of a request model goes as it is into *column* of *table*, by *call* in *scope*."""

    field: Field
    table: Table
    column: Column
    call: Call
    scope: Scope


class FilledColumns:
    """Finds the rows that are made of request bodies, once."""

    def __init__(
        self,
        names: Names,
        types: Types,
        models: Models,
        data: Data,
        application: Application,
        calls_named: Callable[[str], Iterable[tuple[Call, Scope]]],
    ) -> None:
        self._names = names
        self._types = types
        self._models = models
        self._data = data
        self._application = application
        self._calls_named = calls_named

    def by(self, model: ClassSymbol) -> tuple[Filled, ...]:
        """The columns that fields of *model* fill."""
        return self._by_model.get(model, ())

    def made_in(self, function: Function) -> tuple[Filled, ...]:
        """The columns that *function* fills with fields of request models."""
        return self._by_function.get(function, ())

    @functools.cached_property
    def _by_function(self) -> Mapping[Function, tuple[Filled, ...]]:
        found: dict[Function, tuple[Filled, ...]] = {}
        for filled in (one for several in self._by_model.values() for one in several):
            owner = filled.scope.owner
            if isinstance(owner, Function):
                found[owner] = (*found.get(owner, ()), filled)
        return found

    @functools.cached_property
    def _by_model(self) -> Mapping[ClassSymbol, tuple[Filled, ...]]:
        found: dict[ClassSymbol, tuple[Filled, ...]] = {}
        if self._bodies:
            for call, scope, table in self._made():
                for filled in self._filled(call, scope, table):
                    owner = filled.field.owner
                    found[owner] = (*found.get(owner, ()), filled)
        return found

    @functools.cached_property
    def _bodies(self) -> frozenset[ClassSymbol]:
        """The models that routes read as their bodies, but for those that check more than types."""
        return frozenset(
            symbol
            for route in self._application.routes
            for parameter in route.parameters
            if parameter.kind == "body"
            for symbol in parameter.symbols
            if self._models.is_pydantic(symbol) and not self._checks_itself(symbol)
        )

    def _checks_itself(self, model: ClassSymbol) -> bool:
        """Whether a validator of *model* may refuse or fill what its annotations let pass."""
        return any(
            isinstance(node, Function)
            and (
                node.name == "model_post_init"
                or any("validator" in (dotted(_callee(d)) or "") for d in node.decorators)
            )
            for cls in self._types.mro(model)
            if isinstance(cls, ClassSymbol)
            for node in definitions(cls.node)
        )

    def _made(self) -> Iterator[tuple[Call, Scope, Table]]:
        """The calls that make a row of a table whose class has the constructor of its library."""
        for table in self._data.tables:
            cls = table.cls
            if cls is None or self._types.member(cls, "__init__") is not None:
                continue
            if any(self._listens(call, scope, cls) for call, scope in self._listeners):
                continue
            for call, scope in self._calls_named(cls.node.name):
                if cls in self._types.of(call.func, scope):
                    yield call, scope, table
        for name in _VALIDATES:
            for call, scope in self._calls_named(name):
                if isinstance(call.func, Attribute):
                    for value in self._types.of(call.func.value, scope):
                        made = self._data.table(value) if isinstance(value, ClassSymbol) else None
                        if made is not None:
                            yield call, scope, made

    @functools.cached_property
    def _listeners(self) -> tuple[tuple[Call, Scope], ...]:
        return (*self._calls_named("listens_for"), *self._calls_named("listen"))

    def _listens(self, call: Call, scope: Scope, cls: ClassSymbol) -> bool:
        return bool(call.args) and cls in self._types.of(call.args[0], scope)

    def _filled(self, call: Call, scope: Scope, table: Table) -> Iterator[Filled]:
        given = {keyword.arg for keyword in call.keywords}
        if isinstance(call.func, Attribute) and call.func.attr in _VALIDATES:
            left_out = _keys(call.keyword("update"))
            if len(call.args) == 1 and left_out is not None:
                yield from self._all_fields(call.args[0], left_out, call, scope, table)
            return
        for keyword in call.keywords:
            match keyword.arg, keyword.value:
                case str() as name, Attribute(value=Name() as body, attr=attr):
                    for model in self._body(body, scope):
                        column = table.columns.get(name)
                        field = self._field(model, attr)
                        if field and column and not _is_seen_to(body.id, attr, call, scope):
                            yield Filled(field, table, column, call, scope)
                case None, Call(func=Attribute(value=body, attr=attr)) if attr in _DUMPS:
                    dump = keyword.value
                    left_out = _keys(dump.keyword("exclude"))
                    if left_out is not None and dump.keyword("include") is None:
                        left_out |= {name for name in given if name is not None}
                        yield from self._all_fields(body, left_out, call, scope, table)

    def _all_fields(
        self, body: Expression, left_out: set[str], call: Call, scope: Scope, table: Table
    ) -> Iterator[Filled]:
        if not isinstance(body, Name):
            return
        for model in self._body(body, scope):
            for field in self._models.fields(model):
                column = table.columns.get(field.name)
                if column is None or field.name in left_out:
                    continue
                if not _is_seen_to(body.id, field.name, call, scope):
                    yield Filled(field, table, column, call, scope)

    def _body(self, body: Name, scope: Scope) -> Iterator[ClassSymbol]:
        """The request model of the parameter *body*."""
        if not self._comes_from_client(body, scope, _MAX_CALLS):
            return
        for value in self._types.of(body, scope):
            if isinstance(value, Instance) and value.type in self._bodies:
                assert isinstance(value.type, ClassSymbol)
                yield value.type

    def _comes_from_client(self, body: Expression, scope: Scope, through: int) -> bool:
        """Whether *body* is a parameter of the function of *scope* which nobody is known to pass
        what the project made itself; asked of callers *through* so many calls."""
        found = scope.find(body.id) if isinstance(body, Name) else None
        if found is None or [type(b.value) for b in found[1]] != [Parameter]:
            return False
        owner = found[0].owner
        if not through or not isinstance(owner, Function) or self._application.routes_of(owner):
            return True
        assert isinstance(body, Name)
        names = [p.name for p in owner.parameters if p.name not in ("self", "cls")]
        position = names.index(body.id) if body.id in names else -1
        passed = [
            self._comes_from_client(argument, where, through - 1)
            for call, where in self._calls_named(owner.name)
            if not is_test(where.module.path)
            and (argument := call.argument(body.id, position)) is not None
        ]
        return not passed or any(passed)

    def _field(self, model: ClassSymbol, name: str) -> Field | None:
        return next((f for f in self._models.fields(model) if f.name == name), None)


def may_be_none(field: Field) -> bool:
    """Whether a request may leave *field* out or send ``null``."""
    default = field.default
    if isinstance(default, Call):
        default = default.args[0] if default.args else default.keyword("default")
    if isinstance(default, Constant) and default.value is None:
        return True
    return field.annotation is not None and _has_none(field.annotation)


def _has_none(annotation: Expression) -> bool:
    match annotation:
        case Constant(None):
            return True
        case BinOp("|", left, right):
            return _has_none(left) or _has_none(right)
        case Subscript(value=value, index=index):
            name = (dotted(value) or "").rpartition(".")[2]
            if name == "Union" and isinstance(index, Display):
                return any(_has_none(item) for item in index.items)
            if name == "Annotated" and isinstance(index, Display):
                return _has_none(index.items[0])
            return name == "Optional"
    return False


def _is_seen_to(body: str, field: str, made: Call, scope: Scope) -> bool:
    """Whether the function deals with *field* of *body* apart from making the row, sets an
    attribute of that name, or leaves before where another field of *body* says so: then some fields
    are there together, or not at all."""
    if not isinstance(scope.owner, Function):
        return True
    inside = set(walk(made))
    for node in own_nodes(scope.owner):
        match node:
            case Attribute(value=Name(id=name), attr=attr) if name == body and attr == field:
                if node not in inside:
                    return True
            case Assign(targets=targets):
                if any(isinstance(t, Attribute) and t.attr == field for t in targets):
                    return True
            case Call(func=Name(id="setattr")):
                return True
            case If(test=UnaryOp("not", Attribute(value=Name(id=name)))) if name == body:
                if node.line < made.line and leaves(node.body):
                    return True
    return False


def _keys(value: Expression | None) -> set[str] | None:
    """The names in ``{"a", "b"}`` or ``{"a": ...}``; None where they cannot be read."""
    match value:
        case None:
            return set()
        case Display(items=items):
            keys: tuple[Expression | None, ...] = items
        case Dict(keys=keys):
            pass
        case _:
            return None
    names = [k.value for k in keys if isinstance(k, Constant) and isinstance(k.value, str)]
    return set(names) if len(names) == len(keys) else None


def _callee(decorator: Expression) -> Expression:
    return decorator.func if isinstance(decorator, Call) else decorator
