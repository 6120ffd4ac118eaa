"""What names stand for: Python's scopes over the records of a project."""

from __future__ import annotations

import dataclasses
import functools
from collections.abc import Iterator
from typing import Union

from flake8_fastapi_arch.facts.model import (
    Assign,
    Attribute,
    AugAssign,
    Call,
    Class,
    Comprehension,
    Display,
    Expression,
    For,
    Function,
    Global,
    Import,
    ImportFrom,
    Lambda,
    Match,
    Module,
    Name,
    NamedExpr,
    Node,
    Starred,
    Statement,
    Try,
    With,
)
from flake8_fastapi_arch.facts.walk import children, statements

_OWNERS = (Function, Class, Lambda, Comprehension)
Owner = Union[Module, Function, Class, Lambda, Comprehension]


@dataclasses.dataclass(frozen=True, eq=False)
class Binding:
    """One way in which a name gets its value.

    ``kind`` and what ``value`` is:

    - ``import``: ``origin`` is the dotted module, ``level`` its dots, ``member`` the name taken
      from it ("" for ``import a.b``, which binds the head ``a``, or all of it with ``as``)
    - ``function``, ``class``: the definition
    - ``assign``: the expression assigned; with ``annotation``, either may be None
    - ``unpack``: the expression whose element number ``position`` is taken (None: any element)
    - ``for``: the iterable; ``async-for`` likewise
    - ``with``: the context manager entered; ``async-with`` likewise
    - ``parameter``: the Parameter
    - ``except``: the exception types caught
    - ``augment``: the expression added; ``other``: unknown
    """

    kind: str
    value: Node | None = None
    annotation: Expression | None = None
    origin: str = ""
    level: int = 0
    member: str = ""
    position: int | None = None
    line: int = 0
    binder: Node | None = None
    """The statement that binds, where it decides what is bound (an element of an unpacked for)."""


@dataclasses.dataclass(frozen=True, eq=False)
class Scope:
    """The names bound in one module, class, function, lambda or comprehension, in source order."""

    module: Module
    owner: Owner
    parent: Scope | None
    walruses: list[NamedExpr] = dataclasses.field(default_factory=list)

    @functools.cached_property
    def bindings(self) -> dict[str, list[Binding]]:
        """The bindings of each local name; names declared ``global`` are the module's."""
        found: dict[str, list[Binding]] = {}
        for name, binding in _bindings(self.owner):
            if name not in self.global_names:
                found.setdefault(name, []).append(binding)
        for walrus in self.walruses:
            binding = Binding("assign", walrus.value, line=walrus.target.line)
            found.setdefault(walrus.target.id, []).append(binding)
        if isinstance(self.owner, Module):
            for name, binding in _global_bindings(self.owner):
                found.setdefault(name, []).append(binding)
        return found

    @functools.cached_property
    def global_names(self) -> frozenset[str]:
        if not isinstance(self.owner, (Function, Class)):
            return frozenset()
        return frozenset(
            name
            for statement in statements(self.owner.body)
            if isinstance(statement, Global)
            for name in statement.names
        )

    def find(self, name: str) -> tuple[Scope, list[Binding]] | None:
        """The scope in which *name* is looked up from here, and its bindings there.

        As in Python, the names of an enclosing class are not seen from its functions.
        None: bound nowhere in the module (a builtin, or bound by ``from x import *``).
        """
        scope: Scope | None = self
        while scope is not None:
            if scope is self or not isinstance(scope.owner, Class):
                bindings = scope.bindings.get(name)
                if bindings:
                    return scope, bindings
            scope = scope.parent
        return None


class ModuleScopes:
    """The scopes of one module, by the definition that opens them, and in each the calls made and
    the attributes named."""

    def __init__(self, module: Module) -> None:
        self.module = module
        self.calls: list[tuple[Call, Scope]] = []
        self.attributes: list[tuple[Attribute, Scope]] = []
        self._scopes: dict[Owner, Scope] = {}
        self._enter(module, None)

    @property
    def top(self) -> Scope:
        """The scope of the module itself."""
        return self._scopes[self.module]

    def owners(self) -> Iterator[Owner]:
        """Everything in the module that opens a scope, the module first."""
        yield from self._scopes

    def of(self, owner: Owner) -> Scope:
        """The scope that *owner* opens; raises KeyError for what is not of this module."""
        return self._scopes[owner]

    def _enter(self, owner: Owner, parent: Scope | None) -> None:
        scope = self._scopes[owner] = Scope(self.module, owner, parent)
        pending = list(children(owner))
        while pending:
            node = pending.pop()
            if isinstance(node, _OWNERS):
                self._enter(node, scope)
                continue
            if isinstance(node, Call):
                self.calls.append((node, scope))
            elif isinstance(node, Attribute):
                self.attributes.append((node, scope))
            elif isinstance(node, NamedExpr):
                _around_comprehensions(scope).walruses.append(node)
            pending.extend(children(node))


def _around_comprehensions(scope: Scope) -> Scope:
    """Where ``:=`` binds: a comprehension hands it to the function or module around it."""
    while isinstance(scope.owner, Comprehension) and scope.parent is not None:
        scope = scope.parent
    return scope


def _bindings(owner: Owner) -> Iterator[tuple[str, Binding]]:
    if isinstance(owner, (Function, Lambda)):
        for parameter in owner.parameters:
            yield parameter.name, Binding("parameter", parameter, line=parameter.line)
    if isinstance(owner, Lambda):
        return
    if isinstance(owner, Comprehension):
        for generator in owner.generators:
            kind = "async-for" if generator.is_async else "for"
            yield from _assigned(generator.target, generator, kind, generator.iter)
        return
    for statement in statements(owner.body):
        yield from _bound_by(statement)


def _bound_by(statement: Statement) -> Iterator[tuple[str, Binding]]:
    match statement:
        case Function():
            yield statement.name, Binding("function", statement, line=statement.line)
        case Class():
            yield statement.name, Binding("class", statement, line=statement.line)
        case Import():
            for imported in statement.names:
                head = imported.name.partition(".")[0]
                whole = imported.local != head or "." not in imported.name
                origin = imported.name if whole else head
                yield imported.local, Binding("import", origin=origin, line=statement.line)
        case ImportFrom():
            for imported in statement.names:
                yield (
                    imported.local,
                    Binding(
                        "import",
                        origin=statement.module,
                        level=statement.level,
                        member=imported.name,
                        line=statement.line,
                    ),
                )
        case Assign():
            for target in statement.targets:
                yield from _assigned(target, statement, "assign", statement.value)
        case AugAssign(target=Name(id=name)):
            yield name, Binding("augment", statement.value, line=statement.line)
        case For():
            kind = "async-for" if statement.is_async else "for"
            yield from _assigned(statement.target, statement, kind, statement.iter)
        case With():
            kind = "async-with" if statement.is_async else "with"
            for item in statement.items:
                if item.target is not None:
                    yield from _assigned(item.target, statement, kind, item.context)
        case Try():
            for handler in statement.handlers:
                if handler.name:
                    yield handler.name, Binding("except", handler.caught, line=handler.line)
        case Match():
            for case in statement.cases:
                for name in case.names:
                    yield name, Binding("other", line=statement.line)


def _assigned(
    target: Expression, statement: Node, kind: str, value: Expression | None
) -> Iterator[tuple[str, Binding]]:
    line = getattr(statement, "line", 0)
    match target:
        case Name(id=name):
            annotation = statement.annotation if isinstance(statement, Assign) else None
            yield name, Binding(kind, value, annotation=annotation, line=line)
        case Display(items=items):
            starred = any(isinstance(item, Starred) for item in items)
            for position, item in enumerate(items):
                inner = item.value if isinstance(item, Starred) else item
                if isinstance(inner, Name):
                    yield (
                        inner.id,
                        Binding(
                            "unpack",
                            value,
                            position=None if starred else position,
                            line=line,
                            binder=statement,
                        ),
                    )
                else:
                    for name, _ in _assigned(inner, statement, kind, value):
                        yield name, Binding("other", line=line)


def _global_bindings(module: Module) -> Iterator[tuple[str, Binding]]:
    """What functions bind in the module through ``global``."""
    pending: list[Node] = [module]
    while pending:
        node = pending.pop()
        for child in children(node):
            if isinstance(child, (Function, Class)):
                names = {
                    name
                    for statement in statements(child.body)
                    if isinstance(statement, Global) and statement.kind == "global"
                    for name in statement.names
                }
                if names:
                    yield from (pair for pair in _bindings(child) if pair[0] in names)
                pending.append(child)
