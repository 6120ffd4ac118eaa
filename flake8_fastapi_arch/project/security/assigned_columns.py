"""Which columns of a table a function fills, and with what: one by one, or with all of a body."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Union

import msgspec

from flake8_fastapi_arch.facts.model import (
    Assign,
    Attribute,
    Call,
    Compare,
    Constant,
    Dict,
    Expression,
    For,
    Function,
    Name,
    Node,
    Subscript,
)
from flake8_fastapi_arch.facts.walk import own, own_nodes
from flake8_fastapi_arch.kept import kept
from flake8_fastapi_arch.project.data.models import Models
from flake8_fastapi_arch.project.inference.types import Instance, Types
from flake8_fastapi_arch.project.modules.names import Names
from flake8_fastapi_arch.project.modules.scopes import Scope
from flake8_fastapi_arch.project.modules.symbols import ClassSymbol, FunctionSymbol

Place = Union[Call, Attribute]


class Filled(msgspec.Struct, frozen=True):
    """``column`` of ``table`` gets ``value`` at ``place``; without a column, every column gets what
    ``value``, a mapping or a model, has for it."""

    table: ClassSymbol
    column: str | None
    value: Expression
    place: Place


class AssignedColumns:
    """Answers about functions."""

    def __init__(self, names: Names, types: Types, models: Models) -> None:
        self._names = names
        self._types = types
        self._models = models

    @kept
    def of(self, function: FunctionSymbol) -> tuple[Filled, ...]:
        """What *function* fills, in source order."""
        return tuple(self._filled(function))

    def _filled(self, function: FunctionSymbol) -> Iterator[Filled]:
        node = function.node
        if not isinstance(node, Function):
            return
        scope = self._names.scope_of(function.module, node)
        loops = own(node, For)
        for found in own(node, Call, Assign):
            match found:
                case Call(func=Name(id="setattr"), args=(target, name, value)):
                    if not isinstance(name, Constant):
                        mapping = _looped_over(value, loops)
                        for table in self._tables(target, scope) if mapping is not None else ():
                            assert mapping is not None
                            yield Filled(table, None, mapping, found)
                case Call():
                    yield from self._of_call(found, scope)
                case Assign(value=value) if value is not None:
                    for target in found.targets:
                        if isinstance(target, Attribute):
                            for table in self._tables(target.value, scope):
                                yield Filled(table, target.attr, value, target)

    def fills_itself(self, function: FunctionSymbol, column: str) -> bool:
        """Whether *function* knows *column* by name, and so has a say in what a body gives it."""
        return any(_names_column(node, column) for node in own_nodes(function.node))

    def columns(self, table: ClassSymbol) -> tuple[str, ...]:
        """The names of the table's columns, and of what else its body declares."""
        return tuple(field.name for field in self._models.fields(table))

    def _of_call(self, call: Call, scope: Scope) -> Iterator[Filled]:
        match call.func:
            case Attribute(value=made, attr="model_validate" | "from_orm" | "parse_obj"):
                if call.args:
                    for table in self._table_classes(made, scope):
                        yield Filled(table, None, call.args[0], call)
            case Attribute(value=updated, attr="sqlmodel_update"):
                if call.args:
                    for table in self._tables(updated, scope):
                        yield Filled(table, None, call.args[0], call)
            case Attribute(value=Call(args=[entity, *_]), attr="values"):
                for table in self._table_classes(entity, scope):
                    yield from _passed(table, call)
            case _ if call.keywords:
                for table in self._table_classes(call.func, scope):
                    yield from _passed(table, call)

    def _table_classes(self, expression: Expression, scope: Scope) -> list[ClassSymbol]:
        return [
            value
            for value in self._types.of(expression, scope)
            if isinstance(value, ClassSymbol) and self._models.table_kind(value) is not None
        ]

    def _tables(self, expression: Expression, scope: Scope) -> list[ClassSymbol]:
        return [
            value.type
            for value in self._types.of(expression, scope)
            if isinstance(value, Instance)
            and isinstance(value.type, ClassSymbol)
            and self._models.table_kind(value.type) is not None
        ]


def _passed(table: ClassSymbol, call: Call) -> Iterator[Filled]:
    for keyword in call.keywords:
        yield Filled(table, keyword.arg, keyword.value, call)


def _looped_over(value: Expression, loops: Sequence[For]) -> Expression | None:
    """The mapping of which *value* is every value in turn."""
    match value:
        case Name(id=name):
            for loop in loops:
                items: tuple[Expression, ...] = getattr(loop.target, "items", ())
                match loop.iter:
                    case Call(func=Attribute(value=mapping, attr="items")) if len(items) == 2:
                        if isinstance(items[1], Name) and items[1].id == name:
                            return mapping
        case Subscript(value=mapping, index=Name(id=name)):
            if any(isinstance(loop.target, Name) and loop.target.id == name for loop in loops):
                return mapping
        case Call(func=Name(id="getattr"), args=(mapping, Name(id=name), *_)):
            if any(isinstance(loop.target, Name) and loop.target.id == name for loop in loops):
                return mapping
    return None


def _names_column(node: Node, column: str) -> bool:
    match node:
        case Assign():
            for target in node.targets:
                match target:
                    case Attribute(attr=name) | Subscript(index=Constant(value=name)):
                        if name == column:
                            return True
        case Compare():
            return any(
                isinstance(part, Constant) and part.value == column
                for side in (node.left, *node.comparators)
                for part in (side, *getattr(side, "items", ()))
            )
        case Dict():
            return any(isinstance(k, Constant) and k.value == column for k in node.keys)
        case Call():
            pops = isinstance(node.func, Attribute) and node.func.attr in ("pop", "discard")
            if pops and node.args and isinstance(node.args[0], Constant):
                return node.args[0].value == column
            return any(k.arg == column for k in node.keywords)
    return False
