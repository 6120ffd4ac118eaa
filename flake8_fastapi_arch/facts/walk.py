"""Ways through the records: what a module defines, what a function itself does."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator

from flake8_fastapi_arch.facts.model import (
    Attribute,
    Call,
    Class,
    Constant,
    Expression,
    For,
    Function,
    If,
    Jump,
    Lambda,
    Match,
    Module,
    Name,
    Node,
    Parameter,
    Raise,
    Return,
    Statement,
    Try,
    While,
    With,
)

Definition = Function | Class


@functools.lru_cache(maxsize=8192)
def definitions(parent: Module | Class | Function) -> tuple[Definition, ...]:
    """Every class and function below *parent*, nested ones too, in source order."""
    found: list[Definition] = []
    for node in statements(parent.body):
        if isinstance(node, (Function, Class)):
            found.append(node)
            found += definitions(node)
    return tuple(found)


def statements(body: tuple[Statement, ...]) -> Iterator[Statement]:
    """The statements of *body* and its branches, in source order; definitions are not entered."""
    pending = [*reversed(body)]
    while pending:
        statement = pending.pop()
        yield statement
        if type(statement) in _COMPOUND:
            for block in reversed(blocks(statement)):
                pending += reversed(block)


_COMPOUND = frozenset({If, For, While, With, Try, Match})


def blocks(statement: Statement) -> tuple[tuple[Statement, ...], ...]:
    """The bodies a compound statement holds, in source order."""
    match statement:
        case If() | For() | While():
            return statement.body, statement.orelse
        case With():
            return (statement.body,)
        case Try():
            caught = (handler.body for handler in statement.handlers)
            return statement.body, *caught, statement.orelse, statement.final
        case Match():
            return tuple(case.body for case in statement.cases)
    return ()


def leaves(body: tuple[Statement, ...]) -> bool:
    """Whether *body* ends by leaving the block around it: nothing behind it runs then."""
    return bool(body) and isinstance(body[-1], (Return, Raise, Jump))


def walk(node: Node) -> Iterator[Node]:
    """*node* and all records below it that run with it: statement by statement, in field order.

    Of definitions and lambdas below only what runs where they stand is entered (decorators,
    defaults, bases); their bodies run when they are called.
    """
    yield node
    for child in children(node):
        yield from _running(child)


@functools.lru_cache(maxsize=8192)
def own_nodes(function: Function | Lambda) -> tuple[Node, ...]:
    """All records that run when *function*'s body runs, in the order of ``walk``.

    Many ask this of one function after the other, so the last answers are kept.
    """
    body = (function.body,) if isinstance(function, Lambda) else function.body
    return tuple([node for part in body for node in _running(part)])


def _running(node: Node) -> list[Node]:
    found: list[Node] = []
    pending = [node]
    while pending:
        node = pending.pop()
        found.append(node)
        if isinstance(node, _DEFERRED):
            pending += [*_evaluated(node)][::-1]
        elif type(node) not in _LEAVES:
            pending += children(node)[::-1]
    return found


_LEAVES = frozenset({Constant, Name})
_DEFERRED = (Function, Class, Lambda)


def _evaluated(definition: Node) -> Iterator[Node]:
    """What runs where *definition* stands, whether or not its body ever does."""
    match definition:
        case Class():
            yield from definition.decorators
            yield from definition.bases
            yield from definition.keywords
        case Function():
            yield from definition.decorators
            yield from _defaults(definition.parameters)
        case Lambda():
            yield from _defaults(definition.parameters)


def _defaults(parameters: tuple[Parameter, ...]) -> Iterator[Node]:
    return (p.default for p in parameters if p.default is not None)


@functools.lru_cache(maxsize=8192)
def own_calls(function: Function | Lambda) -> tuple[Call, ...]:
    """The calls that run when *function*'s body runs, in the order of ``walk``."""
    return tuple([node for node in own_nodes(function) if isinstance(node, Call)])


def children(node: Node) -> list[Node]:
    """The records directly below *node*, in field order."""
    kind = type(node)
    if kind is Attribute:  # the most frequent kinds first
        return [node.value]  # type: ignore[attr-defined]
    if kind is Call:
        return [node.func, *node.args, *node.keywords]  # type: ignore[attr-defined]
    found: list[Node] = []
    for field in _NODE_FIELDS[kind]:
        value = getattr(node, field)
        if value is None:
            continue
        if type(value) is tuple:
            found += [item for item in value if item is not None]
        else:
            found.append(value)
    return found


class _NodeFields(dict[type, tuple[str, ...]]):
    """The fields of each kind of record that hold records, not names, words and positions."""

    def __missing__(self, cls: type[Node]) -> tuple[str, ...]:
        self[cls] = tuple(
            field
            for field in cls.__struct_fields__
            if not re.search(r"\b(str|int|bool)\b", str(cls.__annotations__[field]))
        )
        return self[cls]


_NODE_FIELDS = _NodeFields()


def dotted(expression: Expression) -> str | None:
    """``a.b.c`` for an expression that is a chain of names, else None."""
    if isinstance(expression, Name):
        return expression.id
    if isinstance(expression, Attribute):
        head = dotted(expression.value)
        return None if head is None else f"{head}.{expression.attr}"
    return None


def last_name(expression: Expression) -> str:
    """The name that ``a.b.name`` or ``name`` ends with; "" for what is neither."""
    match expression:
        case Name(id=name) | Attribute(attr=name):
            return name
    return ""


def walk_statements(body: tuple[Statement, ...]) -> Iterator[Statement]:
    """Every statement of *body*, in branches and definitions too, in source order."""
    for statement in statements(body):
        yield statement
        if isinstance(statement, (Function, Class)):
            yield from walk_statements(statement.body)
