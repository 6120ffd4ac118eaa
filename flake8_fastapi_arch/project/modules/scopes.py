"""What names stand for: Python's scopes over the records of a project."""

from __future__ import annotations

import functools
from collections.abc import Collection, Iterator
from typing import Union

import msgspec

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
    Try,
    With,
)
from flake8_fastapi_arch.facts.walk import LEAVES, children

_EXPRESSIONS = frozenset({Lambda, Comprehension})
_OWNERS = _EXPRESSIONS | {Function, Class}
_BINDERS = frozenset(
    {Function, Class, Import, ImportFrom, Assign, AugAssign, For, With, Try, Match, NamedExpr}
)
Owner = Union[Module, Function, Class, Lambda, Comprehension]


class Binding(msgspec.Struct, frozen=True, eq=False):
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
    within: Scope | None = None
    """The scope in which the value is read, where that is not the one in which it is bound."""


class Scope(msgspec.Struct, frozen=True, eq=False, dict=True):
    """The names bound in one module, class, function, lambda or comprehension, in source order.

    ``binders`` are the records that bind names here, ``declared`` the names that ``global`` or
    ``nonlocal`` hand to an outer scope, ``lenders`` (of a module) the scopes that bind its names,
    ``calls`` the calls made here.

    ``homes``, which the scopes of a module have in common, tells in which of them those expressions
    are read for which whoever looks at a statement has another one: what stands in comprehensions,
    lambdas, decorators, defaults, annotations and bases, and in functions that bind names of the
    module.
    """

    module: Module
    owner: Owner
    parent: Scope | None
    binders: list[Node] = msgspec.field(default_factory=list)
    declared: dict[str, str] = msgspec.field(default_factory=dict)
    lenders: list[Scope] = msgspec.field(default_factory=list)
    calls: list[Call] = msgspec.field(default_factory=list)
    homes: dict[Node, Scope] = msgspec.field(default_factory=dict)

    @functools.cached_property
    def bindings(self) -> dict[str, tuple[Binding, ...]]:
        """The bindings of each local name; names declared ``global`` are the module's."""
        found: dict[str, list[Binding]] = {}
        for name, binding in _bindings(self):
            if name not in self.declared:
                found.setdefault(name, []).append(binding)
        for lender in self.lenders:
            for name, binding in _bindings(lender):
                if lender.declared.get(name) == "global":
                    found.setdefault(name, []).append(_read_in(lender, binding))
        return {name: tuple(bindings) for name, bindings in found.items()}

    @property
    def global_names(self) -> Collection[str]:
        """The names that ``global`` or ``nonlocal`` declare here."""
        return self.declared.keys()

    def find(self, name: str) -> tuple[Scope, tuple[Binding, ...]] | None:
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
    """The scopes of one module, by the definition that opens them, and in each the calls made, the
    attributes named and what is kept in a ``state``."""

    def __init__(self, module: Module) -> None:
        self.module = module
        self.calls: list[tuple[Call, Scope]] = []
        self.attributes: list[tuple[Attribute, Scope]] = []
        self.states: list[tuple[Attribute, Expression, Scope]] = []
        self._scopes: dict[Owner, Scope] = {}
        self._homes: dict[Node, Scope] = {}
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

    def indexed(self) -> Iterator[tuple[str, str]]:
        """What a project finds of this module by name: the kind of what is found, and the name."""
        yield from (("call", name) for name in self.calls_by_name)
        yield from (("class", owner.name) for owner in self._scopes if isinstance(owner, Class))
        yield from (("state", target.attr) for target, _, _ in self.states)

    def calls_named(self, *names: str) -> list[tuple[Call, Scope]]:
        """The calls of something whose last name is one of *names* (``a.b.name(...)``), in the
        order of the names, then of the source, each with its scope."""
        return [found for name in names for found in self.calls_by_name.get(name, ())]

    @functools.cached_property
    def calls_by_name(self) -> dict[str, list[tuple[Call, Scope]]]:
        """All calls by the last name of what they call."""
        found: dict[str, list[tuple[Call, Scope]]] = {}
        for made in self.calls:
            func = made[0].func
            if isinstance(func, Attribute):
                found.setdefault(func.attr, []).append(made)
            elif isinstance(func, Name):
                found.setdefault(func.id, []).append(made)
        return found

    def _enter(self, owner: Owner, parent: Scope | None) -> None:
        scope = self._scopes[owner] = Scope(self.module, owner, parent, homes=self._homes)
        self._read(_inside(owner), scope, type(owner) in _EXPRESSIONS)

    def _read(self, nodes: list[Node], scope: Scope, is_noted: bool) -> None:
        """Go through *nodes*, which are read in *scope*; whether that *is_noted* in ``homes``."""
        pending = nodes[::-1]
        while pending:
            node = pending.pop()
            kind = type(node)
            if is_noted:
                self._homes[node] = scope
            if kind in LEAVES:
                continue
            if kind in _BINDERS:
                _around_comprehensions(scope).binders.append(node)
            if kind in _OWNERS:
                self._read(_head(node), scope, True)  # type: ignore[arg-type]
                self._enter(node, scope)  # type: ignore[arg-type]
                continue
            if kind is Call:
                self.calls.append((node, scope))  # type: ignore[arg-type]
                scope.calls.append(node)  # type: ignore[arg-type]
            elif kind is Attribute:
                self.attributes.append((node, scope))  # type: ignore[arg-type]
            elif kind is Assign:
                self.states += _kept_in_state(node, scope)  # type: ignore[arg-type]
            elif isinstance(node, Global):
                scope.declared.update(dict.fromkeys(node.names, node.kind))
                if node.kind == "global":
                    self.top.lenders.append(scope)
                    is_noted = True
            below = children(node)
            if below:
                below.reverse()
                pending += below


def _head(owner: Owner) -> list[Node]:
    """What of a definition or comprehension is read around the scope that it opens."""
    match owner:
        case Comprehension(generators=(first, *_)):
            return [first.iter]
        case Function(returns=returns, decorators=decorators):
            return [*decorators, *_of_parameters(owner), *([] if returns is None else [returns])]
        case Lambda():
            return _of_parameters(owner)
        case Class(bases=bases, keywords=keywords, decorators=decorators):
            return [*decorators, *bases, *keywords]
    return []


def _of_parameters(function: Function | Lambda) -> list[Node]:
    """The annotations and defaults."""
    parts = (part for p in function.parameters for part in (p.annotation, p.default))
    return [part for part in parts if part is not None]


def _inside(owner: Owner) -> list[Node]:
    """What is read in the scope that *owner* opens."""
    match owner:
        case Function(body=body) | Class(body=body):
            return [*body]
        case Lambda(body=body):
            return [body]
        case Comprehension(element=element, value=value, generators=(first, *others)):
            held = [element] if value is None else [element, value]
            return [*held, first.target, *first.ifs, *others]
    return children(owner)


def _around_comprehensions(scope: Scope) -> Scope:
    """Where ``:=`` binds: a comprehension hands it to the function or module around it."""
    while isinstance(scope.owner, Comprehension) and scope.parent is not None:
        scope = scope.parent
    return scope


def _bindings(scope: Scope) -> Iterator[tuple[str, Binding]]:
    owner = scope.owner
    if isinstance(owner, (Function, Lambda)):
        for parameter in owner.parameters:
            yield parameter.name, Binding("parameter", parameter, line=parameter.line)
    elif isinstance(owner, Comprehension):
        for generator in owner.generators:
            kind = "async-for" if generator.is_async else "for"
            found = _assigned(generator.target, generator, kind, generator.iter)
            if generator is owner.generators[0] and scope.parent is not None:
                found = ((name, _read_in(scope.parent, binding)) for name, binding in found)
            yield from found
    for binder in scope.binders:
        inner = scope.homes.get(binder, scope)  # a comprehension with ``:=`` in it
        for name, binding in _bound_by(binder):
            yield name, binding if inner is scope else _read_in(inner, binding)


def _read_in(scope: Scope, binding: Binding) -> Binding:
    """*binding*, whose value is read in *scope* unless it says where."""
    if binding.within is not None:
        return binding
    return msgspec.structs.replace(binding, within=scope)


def _bound_by(statement: Node) -> Iterator[tuple[str, Binding]]:
    match statement:
        case Function():
            yield statement.name, Binding("function", statement, line=statement.line)
        case Class():
            yield statement.name, Binding("class", statement, line=statement.line)
        case Import():
            for imported in statement.names:
                head = imported.name.partition(".")[0]
                origin = imported.name if imported.renamed else head
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
        case NamedExpr(target=Name(id=name, line=line), value=value):
            yield name, Binding("assign", value, line=line)


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


def _kept_in_state(node: Assign, scope: Scope) -> Iterator[tuple[Attribute, Expression, Scope]]:
    """What ``app.state.name = value`` keeps: the target, the value, where it stands."""
    for target in node.targets:
        match target:
            case Attribute(value=Attribute(attr="state")) if node.value is not None:
                yield target, node.value, scope
