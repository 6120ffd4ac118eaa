"""Which collections are known to grow: rows that are stored, and lists that clients send."""

from __future__ import annotations

import collections
from collections.abc import Iterable, Iterator

from flake8_fastapi_arch.facts.model import (
    Assign,
    Attribute,
    Await,
    BinOp,
    BoolOp,
    Call,
    Comprehension,
    Display,
    Expression,
    For,
    Function,
    IfExp,
    Lambda,
    Name,
    NamedExpr,
    Node,
    Parameter,
    Return,
    Slice,
    Starred,
    Subscript,
    Yield,
)
from flake8_fastapi_arch.facts.walk import last_name, own
from flake8_fastapi_arch.project.data.models import Models
from flake8_fastapi_arch.project.flow.effects import Effects
from flake8_fastapi_arch.project.flow.guards import argument
from flake8_fastapi_arch.project.flow.uses import enclosing
from flake8_fastapi_arch.project.inference.instances import Instance
from flake8_fastapi_arch.project.inference.reaching import reaching
from flake8_fastapi_arch.project.inference.types import Types, Value
from flake8_fastapi_arch.project.modules.names import Names
from flake8_fastapi_arch.project.modules.scopes import Binding, Scope
from flake8_fastapi_arch.project.modules.symbols import ClassSymbol, FunctionSymbol
from flake8_fastapi_arch.project.security.request_sources import RequestSources

STORES = frozenset(
    {"sqlalchemy", "sqlmodel", "redis", "motor", "pymongo", "asyncpg", "psycopg", "aiosqlite",
     "beanie", "tortoise"}
)  # fmt: skip
"""Libraries whose objects stand for what is stored."""
_LISTS = frozenset({f"builtins.{name}" for name in ("list", "set", "frozenset", "tuple", "dict")})
_THROUGH = frozenset(
    {"enumerate", "reversed", "sorted", "list", "tuple", "set", "frozenset", "iter", "filter",
     "zip", "dict", "fromkeys", "chain"}
)  # fmt: skip
"""Functions that give what their arguments hold."""
_PARTS_OF = frozenset(
    {"items", "keys", "values", "copy", "all", "scalars", "unique", "mappings", "fetchall",
     "partitions", "split"}
)  # fmt: skip
"""Methods that give what their object holds."""
ADDING_ONE = frozenset({"append", "add", "insert", "setdefault"})
ADDING_MANY = frozenset({"extend", "update"})
_POINTS = 300  # expressions looked at for one question
_Place = tuple[Expression, Scope]


class OpenLists:
    """Follows collections backwards, breadth first: through names, calls, parameters and results,
    and what loops gather."""

    def __init__(
        self,
        names: Names,
        types: Types,
        effects: Effects,
        models: Models,
        request_sources: RequestSources,
    ) -> None:
        self._names = names
        self._types = types
        self._effects = effects
        self._models = models
        self._request_sources = request_sources

    def knows(self, collection: Expression, scope: Scope) -> bool:
        """Whether how many elements *collection* has is known to be decided by what is stored or
        by a client. False: bounded, or not known to grow."""
        pending = collections.deque([(collection, scope)])
        seen: set[Expression] = set()
        while pending and len(seen) < _POINTS:
            expression, around = pending.popleft()
            scope = around.homes.get(expression, around)
            if expression in seen:
                continue
            seen.add(expression)
            if self._is_sent(expression, scope) or self.is_stored(expression, scope):
                return True
            pending.extend(self._before(expression, scope))
        return False

    def is_stored(self, collection: Expression, scope: Scope) -> bool:
        """Whether *collection* gives what a database holds."""
        values = self._types.of(collection, scope)
        if any(isinstance(v, Instance) and _is_of_a_store(v.library or "") for v in values):
            return True
        elements = {v.type for v in self._types.element(values) if isinstance(v, Instance)}
        return any(
            isinstance(element, ClassSymbol)
            and any(map(_is_of_a_store, self._types.library_bases(element)))
            for element in elements
        )

    def _is_sent(self, expression: Expression, scope: Scope) -> bool:
        """Whether a client sends *expression*: all of a body, or what an object has that is little
        else than lists. The parts that are sent with one thing are mostly few."""
        match expression:
            case Name():
                return self._is_bound(expression, scope) and _has_list(
                    self._types.of(expression, scope)
                )
            case Call(func=Attribute(value=Name() as name, attr="split")):
                return self._is_bound(name, scope)
            case Attribute(value=owner):
                return any(
                    isinstance(value, Instance)
                    and isinstance(value.type, ClassSymbol)
                    and self._is_of_lists(value.type)
                    for value in self._types.of(owner, scope)
                )
        return False

    def _is_bound(self, name: Name, scope: Scope) -> bool:
        """Whether FastAPI fills *name* from the request."""
        found = reaching(name, scope)
        return found is not None and any(
            isinstance(binding.value, Parameter)
            and isinstance(found[0].owner, Function)
            and self._request_sources.binds(binding.value, found[0].owner)
            for binding in found[1]
        )

    def _is_of_lists(self, cls: ClassSymbol) -> bool:
        if not self._models.is_pydantic(cls):
            return False
        fields = [
            self._types.of_annotation(
                field.annotation, self._names.scope_of(field.owner.module, field.owner.node)
            )
            for field in self._models.fields(cls)
            if field.annotation is not None
        ]
        others = [values for values in fields if not _has_list(values)]
        return len(others) <= 1 and not any(
            isinstance(value, Instance) and isinstance(value.type, ClassSymbol)
            for values in others
            for value in values
        )

    # ── one step back

    def _before(self, expression: Expression, scope: Scope) -> Iterator[_Place]:
        """What *expression* has its elements from."""
        match expression:
            case Await(value) | Starred(value) | NamedExpr(value=value):
                yield value, scope
            case BoolOp(values=parts):
                yield from ((part, scope) for part in parts)
            case Display(items=items):
                yield from ((item, scope) for item in items if isinstance(item, Starred))
            case BinOp(left=left, right=right) | IfExp(body=left, orelse=right):
                yield from ((left, scope), (right, scope))
            case Subscript(value, Slice()):
                yield value, scope
            case Comprehension(kind="set", element=Attribute()):
                return  # the different values of an attribute may be few
            case Comprehension(generators=generators):
                yield from ((generator.iter, scope) for generator in generators)
            case Name():
                found = reaching(expression, scope)
                for binding in found[1] if found is not None else ():
                    yield from self._bound(expression, binding, found[0])  # type: ignore[index]
            case Call(func=func, args=args):
                functions = self._effects.run_by(func, scope)
                for function in functions:
                    yield from self._returned(function)
                if not functions and last_name(func) in _THROUGH:
                    yield from ((each, scope) for each in args)
                if isinstance(func, Attribute) and func.attr in _PARTS_OF:
                    yield func.value, scope

    def _bound(self, name: Name, binding: Binding, scope: Scope) -> Iterator[_Place]:
        value = binding.value
        if isinstance(value, Parameter):
            if isinstance(scope.owner, Function):
                yield from self._passed(value.name, FunctionSymbol(scope.module, scope.owner))
        elif binding.kind in ("assign", "unpack") and value is not None:
            yield value, scope  # type: ignore[misc]
            yield from self._gathered(name.id, scope)

    def _returned(self, function: FunctionSymbol) -> Iterator[_Place]:
        scope = self._names.scope_of(function.module, function.node)
        if isinstance(function.node, Lambda):
            yield function.node.body, scope
            return
        for node in own(function.node, Return, Yield):
            match node.value:
                case None:
                    continue
                case Display(kind="tuple", items=items):
                    yield from ((item, scope) for item in items)
                case value:
                    yield value, scope

    def _passed(self, name: str, function: FunctionSymbol) -> Iterator[_Place]:
        if isinstance(function.node, Function):
            for _, site in self._effects.call_sites(function):
                passed = argument(name, function.node, site.call)
                if passed is not None:
                    yield passed, site.scope

    def _gathered(self, name: str, scope: Scope) -> Iterator[_Place]:
        """What is gone through, in the function of *scope* or inside it, to add to *name*, or to
        one of the lists in it."""
        function = scope.owner
        if not isinstance(function, Function):
            return
        calls = self._names.scopes(scope.module).calls_named(*ADDING_ONE, *ADDING_MANY)
        for call, where in calls:
            match call.func:
                case Attribute(Name(id=filled) | Subscript(Name(id=filled)), attr=attr) if (
                    filled == name and (where.find(name) or (None,))[0] is scope
                ):
                    if attr in ADDING_MANY:
                        yield from ((each, where) for each in call.args)
                    yield from _gone_through(call, function, where)
        for assigned in own(function, Assign):
            match assigned.targets:
                case (Subscript(Name(id=filled)),) if filled == name:
                    yield from _gone_through(assigned, function, scope)


def _gone_through(node: Node, function: Function, scope: Scope) -> Iterator[_Place]:
    for loop in enclosing(node, function):
        if isinstance(loop, For):
            yield loop.iter, scope


def _has_list(values: Iterable[Value]) -> bool:
    return any(isinstance(value, Instance) and value.library in _LISTS for value in values)


def _is_of_a_store(dotted: str) -> bool:
    return dotted.partition(".")[0] in STORES
