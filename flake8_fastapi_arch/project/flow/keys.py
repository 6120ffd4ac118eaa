"""Which parameters of a function decide what a call in it asks for."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator, Mapping

from flake8_fastapi_arch.facts.model import (
    Attribute,
    Await,
    Call,
    Compare,
    Comprehension,
    Constant,
    Expression,
    Function,
    If,
    Lambda,
    Name,
    Node,
    Starred,
    Subscript,
)
from flake8_fastapi_arch.facts.walk import children, definitions, leaves, own, walk
from flake8_fastapi_arch.kept import kept
from flake8_fastapi_arch.project.errors import except_clauses
from flake8_fastapi_arch.project.flow.calls import Site
from flake8_fastapi_arch.project.flow.effects import Effects
from flake8_fastapi_arch.project.inference.types import SPLITTING, Instance, Types
from flake8_fastapi_arch.project.libraries import Libraries
from flake8_fastapi_arch.project.modules.names import Names
from flake8_fastapi_arch.project.modules.scopes import Scope
from flake8_fastapi_arch.project.modules.symbols import ClassSymbol, FunctionSymbol, LibrarySymbol
from flake8_fastapi_arch.project.routes.application import Application

_REQUEST_KINDS = frozenset({"path", "query", "body", "form", "header", "cookie"})

_KEY_TYPES = frozenset(
    {"builtins.str", "builtins.int", "uuid.UUID", "bson.ObjectId", "bson.objectid.ObjectId"}
)
"""What a project derives its own kinds of keys from."""


class Keys:
    """Follows values back to the parameters that they are made of."""

    def __init__(
        self,
        names: Names,
        types: Types,
        libraries: Libraries,
        effects: Effects,
        application: Callable[[], Application],
    ) -> None:
        self._names = names
        self._types = types
        self._libraries = libraries
        self._effects = effects
        self._application = application

    @kept
    def sent_to(self, function: FunctionSymbol) -> frozenset[str] | None:
        """The parameters of *function*, a handler or a dependency, that FastAPI fills from the
        request, without those that a dependency takes as well: it may have refused them. None for
        functions that FastAPI does not call."""
        node = function.node
        routes = self._application().routes_of(node) if isinstance(node, Function) else ()
        if not routes:
            return self._bound.get(function.node)
        taken = {
            parameter.name
            for route in routes
            for dependency in route.closure.flat()
            for parameter in dependency.parameters
        }
        return frozenset(
            parameter.name
            for route in routes
            for parameter in route.parameters
            if parameter.kind in _REQUEST_KINDS and parameter.name not in taken
        )

    @functools.cached_property
    def _bound(self) -> Mapping[Node, frozenset[str]]:
        """The parameters of each dependency that FastAPI fills from the request."""
        found: dict[Node, frozenset[str]] = {}
        for route in self._application().routes:
            for dependency in route.closure.flat():
                if isinstance(dependency.callee, FunctionSymbol):
                    sent = {p.name for p in dependency.parameters if p.kind in _REQUEST_KINDS}
                    node = dependency.callee.node
                    found[node] = found.get(node, frozenset()) | sent
        return found

    @kept
    def of(self, expression: Node, function: FunctionSymbol) -> frozenset[str]:
        """The parameters of *function* that *expression* is made of, rows left out: what a row
        refers to is there."""
        if not isinstance(function.node, Function):
            return frozenset()
        scope = self._names.scope_of(function.module, function.node)
        return frozenset(self._keys(expression, scope, set()))

    def _keys(self, node: Node, scope: Scope, seen: set[str]) -> Iterator[str]:
        match node:
            case Name(id=name):
                yield from self._keys_of_name(node, name, scope, seen)
            case Attribute(value=Name(id=name) as value) | Subscript(value=Name(id=name) as value):
                kinds = {binding.kind for binding in scope.bindings.get(name, ())}
                if kinds == {"parameter"} and not self._is_table(value, scope):
                    yield name  # a part of it; what a local variable holds may be a row
            case Attribute(value=value):
                yield from self._keys(value, scope, seen)
            case Call(func=func, args=args, keywords=keywords):
                for callee in self._types.of(func, scope):
                    if isinstance(callee, FunctionSymbol) or (
                        isinstance(getattr(callee, "target", None), FunctionSymbol)
                    ):
                        return  # what it makes of its arguments is its own affair
                if isinstance(func, Attribute):
                    yield from self._keys(func.value, scope, seen)
                for argument in (*args, *(keyword.value for keyword in keywords)):
                    yield from self._keys(argument, scope, seen)
            case Lambda() | Comprehension():
                return
            case _:
                for child in children(node):
                    yield from self._keys(child, scope, seen)

    def _keys_of_name(self, node: Name, name: str, scope: Scope, seen: set[str]) -> Iterator[str]:
        found = scope.bindings.get(name, ())
        if name in seen or not found or len(found) > 3 or self._is_table(node, scope):
            return
        seen.add(name)
        for binding in found:
            if binding.kind == "parameter":
                if not self._is_whole(node, scope) and not self._is_flag(node, scope):
                    yield name
            elif (
                binding.kind == "assign"
                and binding.value is not None
                and not self._is_found(binding.value, scope)
            ):
                yield from self._keys(binding.value, scope, seen)
            elif binding.kind in ("for", "unpack"):
                match binding.value:
                    case Call(func=Attribute(value=text, attr=method)) if method in SPLITTING:
                        yield from self._keys(text, scope, seen)

    def _is_found(self, value: Node, scope: Scope) -> bool:
        """Whether *value* is what a query gives for a row or a column of it: it was looked up, and
        what has its key is there."""
        call = value.value if isinstance(value, Await) else value
        return isinstance(call, Call) and any(
            self._libraries.is_optional(dotted)
            for callee in self._types.of(call.func, scope)
            for dotted in [getattr(getattr(callee, "target", callee), "dotted", None)]
            if dotted is not None
        )

    def _is_table(self, expression: Expression, scope: Scope) -> bool:
        return any(
            isinstance(value, ClassSymbol)
            or (isinstance(value, Instance) and self._is_row_class(value.type))
            for value in self._types.of(expression, scope)
        )

    def _is_flag(self, expression: Expression, scope: Scope) -> bool:
        """Whether *expression* is true or false, which says how to look, not for what."""
        values = self._types.of(expression, scope)
        return bool(values) and all(
            isinstance(value, Instance) and value.library == "builtins.bool" for value in values
        )

    def _is_whole(self, expression: Expression, scope: Scope) -> bool:
        """Whether *expression* is an object with fields, a request's body, and no key itself."""
        return any(
            isinstance(value, Instance)
            and isinstance(value.type, ClassSymbol)
            and not self._is_key_class(value.type)
            for value in self._types.of(expression, scope)
        )

    def _is_row_class(self, cls: ClassSymbol | LibrarySymbol) -> bool:
        if not isinstance(cls, ClassSymbol) or self._is_key_class(cls):
            return False
        return not any(
            base.startswith("pydantic.")
            for base in self._types.library_bases(cls)
            if not base.startswith("sqlmodel")
        )

    def _is_key_class(self, cls: ClassSymbol) -> bool:
        return not _KEY_TYPES.isdisjoint(self._types.library_bases(cls))

    def is_verified(self, function: FunctionSymbol, key: str, call: Node) -> bool:
        """Whether *function* has handed *key* to somebody before *call*, who may have refused, or
        refused itself where a row does not refer to it, or has a decorator that asks for it."""
        line = getattr(call, "line", 0)
        given = {parameter.name for parameter in function.node.parameters}
        branches = (branch for branch in own(function.node, If) if branch.line < line)
        if any(_refuses(branch, key, given) for branch in branches):
            return True
        if key in self._asked_by_decorators(function):
            return True
        scope = self._names.scope_of(function.module, function.node)
        parts = set(_made_of(call, scope, set()))
        for site in self._effects.sites(function):
            if site.line >= line:
                break
            if site.call in parts:
                continue
            targets = self._effects.targets(site)
            if targets.libraries and not targets.functions:
                queries = any(self._libraries.effect(dotted) for dotted in targets.libraries)
                if queries and key in self.of(site.call, function):
                    return True
                continue
            passed = site.call.passed
            if any(_mentions(argument, key) for argument in passed) and not is_log(site.call):
                return True
        return False

    @kept
    def _asked_by_decorators(self, function: FunctionSymbol) -> frozenset[str]:
        """The texts in decorators of the project, and in what is passed to them, by which they get
        at arguments: ``kwargs.get("book_id")``."""
        node = function.node
        scope = self._names.scope_around(function.module, node)
        found: set[object] = set()
        for decorator in node.decorators if isinstance(node, Function) else ():
            made = decorator.func if isinstance(decorator, Call) else decorator
            for value in self._types.of(made, scope):
                if isinstance(value, FunctionSymbol) and isinstance(value.node, Function):
                    found.update(n.value for n in walk(decorator) if isinstance(n, Constant))
                    for inner in (value.node, *definitions(value.node)):
                        if isinstance(inner, Function):
                            found.update(constant.value for constant in own(inner, Constant))
        return frozenset(value for value in found if isinstance(value, str))


def _refuses(branch: If, key: str, given: set[str]) -> bool:
    """Whether *branch* leaves where a row, none of what was *given*, does not refer to *key*:
    ``if item.order_id != key: raise``."""
    if not leaves(branch.body):
        return False
    for node in walk(branch.test):
        match node:
            case Compare(left, ("!=",), (right,)):
                for one, other in ((left, right), (right, left)):
                    match _plain(one), _plain(other):
                        case Name(id=name), Attribute(value=Name(id=owner)):
                            if name == key and owner not in given:
                                return True
    return False


def _plain(value: Expression) -> Expression:
    """*value* without a conversion: ``row.id`` of ``int(row.id)``."""
    match value:
        case Call(func=Name(id="int" | "str" | "UUID"), args=(inner,)):
            return inner
    return value


def argument_for(name: str, function: FunctionSymbol, site: Site) -> Expression | None:
    """What the call at *site* passes for the parameter *name* of *function*."""
    call = site.call
    passed = call.keyword(name)
    if passed is not None:
        return passed
    node = function.node
    names = [p.name for p in node.parameters if p.kind in ("positional", "normal")]
    if names[:1] in (["self"], ["cls"]):
        names = names[1:]
    if name not in names or any(isinstance(argument, Starred) for argument in call.args):
        return None
    position = names.index(name)
    return call.args[position] if position < len(call.args) else None


def _made_of(node: Node, scope: Scope, seen: set[str]) -> Iterator[Node]:
    """The calls that *node* is built with: those in it, and in the variables it is made of as they
    are. What is only read of a variable, ``row.key``, was there before."""
    match node:
        case Name(id=name):
            if name not in seen:
                seen.add(name)
                for binding in scope.bindings.get(name, ()):
                    if binding.kind == "assign" and binding.value is not None:
                        yield from _made_of(binding.value, scope, seen)
        case Attribute(value=Name()) | Subscript(value=Name()):
            return
        case Call(func=func, args=args, keywords=keywords):
            yield node
            yield from _made_of(func.value if isinstance(func, Attribute) else func, scope, seen)
            for argument in (*args, *(keyword.value for keyword in keywords)):
                yield from _made_of(argument, scope, seen)
        case _:
            for child in children(node):
                yield from _made_of(child, scope, seen)


def _mentions(argument: Expression, key: str) -> bool:
    return any(isinstance(node, Name) and node.id == key for node in walk(argument))


def is_log(call: Call) -> bool:
    return except_clauses.is_telling(call.func)


def names_behind(node: Node, scope: Scope) -> set[str]:
    """The names in *node*, and in what its variables were assigned."""
    found: set[str] = set()
    pending = [node]
    while pending:
        for part in walk(pending.pop()):
            if isinstance(part, Name) and part.id not in found:
                found.add(part.id)
                pending += [
                    binding.value
                    for binding in scope.bindings.get(part.id, ())
                    if binding.kind == "assign" and isinstance(binding.value, Node)
                ]
    return found
