"""Where values go inside one function: what is done with the result of a call."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Iterator, Mapping
from typing import Union

from flake8_fastapi_arch.facts.model import (
    Assign,
    Attribute,
    Await,
    BoolOp,
    Call,
    Compare,
    Display,
    Expression,
    ExprStatement,
    For,
    Function,
    Global,
    If,
    IfExp,
    Keyword,
    Lambda,
    Name,
    NamedExpr,
    Node,
    Starred,
    Statement,
    Subscript,
    With,
)
from flake8_fastapi_arch.facts.text import text
from flake8_fastapi_arch.facts.walk import LEAVES, children, leaves, own, statements, walk
from flake8_fastapi_arch.project.flow.calls import Site

_FILLING = ("set", "put", "hset", "store", "add", "save")
"""What the methods that fill a store begin with."""


@functools.lru_cache(maxsize=1024)
def parents(function: Union[Function, Lambda]) -> Mapping[Node, Node]:
    """The record directly above each record of *function*, those of nested functions included."""
    found: dict[Node, Node] = {}
    pending: list[Node] = [function]
    while pending:
        node = pending.pop()
        for child in children(node):
            found[child] = node
            if type(child) not in LEAVES:
                pending.append(child)
    return found


def enclosing(node: Node, function: Union[Function, Lambda]) -> Iterator[Node]:
    """The records around *node*, from within, up to *function*."""
    around = parents(function)
    while node is not function:
        node = around[node]
        yield node


def holding(nodes: Iterable[Node], function: Union[Function, Lambda]) -> frozenset[Node]:
    """*nodes*, of *function*, and the records around them."""
    found: set[Node] = set()
    for node in nodes:
        found.add(node)
        for outer in enclosing(node, function):
            if outer in found:
                break
            found.add(outer)
    return frozenset(found)


def is_discarded(site: Site, function: Union[Function, Lambda]) -> bool:
    """Whether nobody sees what the call at *site*, in *function*, gives, awaited or not."""
    parent = site.parent
    while isinstance(parent, Await):
        parent = parents(function)[parent]
    return isinstance(parent, ExprStatement)


def assigned_to(value: Expression, function: Union[Function, Lambda]) -> tuple[Expression, ...]:
    """The targets that *value*, of *function*, ends up in: behind ``await``, an alternative, as a
    part of another call's result, or by an attribute that belongs to it."""
    above = parents(function)
    parent = above[value]
    while isinstance(parent, (Attribute, Await, IfExp, BoolOp, Call, Keyword)):
        parent = above[parent]
    match parent:
        case Assign(targets=targets):
            return targets
        case NamedExpr(target=target):
            return (target,)
    return ()


def bound_names(target: Expression) -> list[str]:
    """The variables that *target* binds."""
    match target:
        case Name(id=name):
            return [name]
        case Display(items=items):
            return [name for item in items for name in bound_names(item)]
        case Starred(value=value):
            return bound_names(value)
        case NamedExpr(target=inner):
            return [inner.id]
    return []


def bound_by(statement: Statement) -> Iterator[str]:
    """The variables that *statement* binds itself, an assignment, a loop or ``with``."""
    match statement:
        case Assign(targets=targets):
            for target in targets:
                yield from bound_names(target)
        case For(target=target):
            yield from bound_names(target)
        case With(items=items):
            for item in items:
                if item.target is not None:
                    yield from bound_names(item.target)


def is_on_first_use(
    value: Expression, function: Union[Function, Lambda], *, of_a_key: bool = False
) -> bool:
    """Whether *value*, of *function*, is only computed where something that is kept is missing:
    below an ``if`` that tests an attribute, element or global which its body fills; *of_a_key* says
    that ``if key not in kept`` counts too."""
    above = parents(function)
    outside = {name for statement in own(function, Global) for name in statement.names}
    node: Node = value
    while node is not function:
        node = above[node]
        if isinstance(node, If):
            tested = {
                text(n)
                for n in walk(node.test)
                if isinstance(n, (Attribute, Subscript))
                or (isinstance(n, Name) and n.id in outside)
            }
            match node.test:
                case Compare(_, ("not in",), (kept,)) if of_a_key:
                    tested.add(f"{text(kept)}[...]")
            filled = {
                text(target)
                for statement in statements(node.body)
                if isinstance(statement, Assign)
                for target in statement.targets
            }
            if not tested.isdisjoint(filled):
                return True
    return False


def is_asked_of_a_store_first(value: Call, function: Union[Function, Lambda]) -> bool:
    """Whether *value*, of *function*, is only computed where a store has no answer, and put there:
    ``found = cache.get(key)``, ``if found: return found`` ... ``cache.set(key, value)``."""
    filled = {
        text(call.func.value)
        for call in own(function, Call)
        if isinstance(call.func, Attribute) and call.func.attr.startswith(_FILLING)
    } | {
        text(target.value)
        for statement in own(function, Assign)
        for target in statement.targets
        if isinstance(target, Subscript)
    }
    if not filled:
        return False
    found = {
        target.id
        for statement in own(function, Assign)
        for target in statement.targets
        if isinstance(target, Name) and _asked(statement.value) in filled
    }
    around = {*enclosing(value, function)}
    return any(
        not found.isdisjoint(n.id for n in walk(branch.test) if isinstance(n, Name))
        and (branch in around or (branch.line < value.line and leaves(branch.body)))
        for branch in own(function, If)
    )


def _asked(value: Expression | None) -> str | None:
    """The object of which *value* asks for something, awaited or not."""
    inner = value.value if isinstance(value, Await) else value
    match inner:
        case Call(func=Attribute(value=store, attr=name)) if name.startswith("get"):
            return text(store)
    return None


def readings(name: str, function: Union[Function, Lambda]) -> Iterator[Name]:
    """Where *function*, or a function inside it, reads the variable *name*."""
    above = parents(function)
    for node in _named(function).get(name, ()):
        parent = above[node]
        stored = isinstance(parent, Assign) and any(node is t for t in parent.targets)
        if not stored and not (isinstance(parent, NamedExpr) and parent.target is node):
            yield node


@functools.lru_cache(maxsize=1024)
def _named(function: Union[Function, Lambda]) -> Mapping[str, list[Name]]:
    """Where *function*, or a function inside it, names each variable."""
    found: dict[str, list[Name]] = {}
    for node in parents(function):
        if type(node) is Name:
            found.setdefault(node.id, []).append(node)
    return found
