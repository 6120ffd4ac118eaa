"""Ways through the records: what a module defines, what a function itself does."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar, get_args, overload

from flake8_fastapi_arch.facts.model import (
    Attribute,
    Await,
    Call,
    Case,
    Class,
    Constant,
    ExceptHandler,
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
    Subscript,
    Try,
    While,
    With,
)

Definition = Function | Class
L = TypeVar("L", bound=Node)
M = TypeVar("M", bound=Node)
N = TypeVar("N", bound=Node)

_STATEMENTS = get_args(Statement)
_FUNCTIONS = 1 << 16  # whose records are kept; more than there are in a million lines


@functools.lru_cache(maxsize=_FUNCTIONS)
def definitions(parent: Module | Class | Function) -> tuple[Definition, ...]:
    """Every class and function below *parent*, nested ones too, in source order."""
    found: list[Definition] = []
    for node in statements(parent.body):
        if isinstance(node, (Function, Class)):
            found.append(node)
            found += definitions(node)
    return tuple(found)


@functools.lru_cache(maxsize=_FUNCTIONS)
def statements(body: tuple[Statement, ...]) -> tuple[Statement, ...]:
    """The statements of *body* and its branches, in source order; definitions are not entered.

    Many ask this of one function after the other, so the last answers are kept.
    """
    found: list[Statement] = []
    pending = [*reversed(body)]
    while pending:
        statement = pending.pop()
        found.append(statement)
        if type(statement) in _COMPOUND:
            for block in reversed(blocks(statement)):
                pending += reversed(block)
    return tuple(found)


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


def walk(node: Node) -> list[Node]:
    """*node* and all records below it that run with it: statement by statement, in field order.

    Of definitions and lambdas below only what runs where they stand is entered (decorators,
    defaults, bases); their bodies run when they are called.
    """
    return [node, *_running(children(node))]


def own_expressions(statement: Statement) -> Iterator[Node]:
    """The expressions of *statement*, without those of its blocks and of definitions."""
    if not isinstance(statement, (Function, Class)):
        for child in children(statement):
            if not isinstance(child, (*_STATEMENTS, ExceptHandler, Case)):
                yield from walk(child)


def own_nodes(function: Function | Lambda) -> tuple[Node, ...]:
    """All records that run when *function*'s body runs, in the order of ``walk``."""
    return _own_by_kind(function)[Node]


@overload
def own(function: Function | Lambda, kind: type[N], /) -> Sequence[N]: ...


@overload
def own(function: Function | Lambda, kind: type[N], other: type[M], /) -> Sequence[N | M]: ...


@overload
def own(
    function: Function | Lambda, kind: type[N], other: type[M], third: type[L], /
) -> Sequence[N | M | L]: ...


def own(function: Function | Lambda, *kinds: type[Node]) -> Sequence[Node]:
    """Those of *function*'s ``own_nodes`` that are of one of these *kinds*, in their order."""
    by_kind = _own_by_kind(function)
    there = [kind for kind in kinds if kind in by_kind]
    if len(there) > 1:
        return [node for node in own_nodes(function) if type(node) in there]
    return by_kind[there[0]] if there else ()


@functools.lru_cache(maxsize=_FUNCTIONS)
def _own_by_kind(function: Function | Lambda) -> dict[type[Node], tuple[Node, ...]]:
    """The records that run when *function*'s body runs, all of them as ``Node``.

    Many ask this of one function after the other, so the last answers are kept.
    """
    running = _running((function.body,) if isinstance(function, Lambda) else function.body)
    found: dict[type[Node], list[Node]] = {}
    for node in running:
        found.setdefault(type(node), []).append(node)
    return {Node: tuple(running), **{kind: tuple(nodes) for kind, nodes in found.items()}}


def _running(nodes: Sequence[Node]) -> list[Node]:
    found: list[Node] = []
    pending = [*reversed(nodes)]
    while pending:
        node = pending.pop()
        kind = type(node)
        found.append(node)
        if kind in LEAVES:
            continue
        below = _evaluated(node) if kind in _DEFERRED else _CHILDREN[kind](node)
        below.reverse()
        pending += below
    return found


LEAVES = frozenset({Constant, Name})
"""The kinds of records that have none below them, and of which there are most."""
_DEFERRED = frozenset({Function, Class, Lambda})


def _evaluated(definition: Node) -> list[Node]:
    """What runs where *definition* stands, whether or not its body ever does."""
    match definition:
        case Class():
            return [*definition.decorators, *definition.bases, *definition.keywords]
        case Function():
            return [*definition.decorators, *_defaults(definition.parameters)]
        case Lambda():
            return [*_defaults(definition.parameters)]
    return []


def _defaults(parameters: tuple[Parameter, ...]) -> Iterator[Node]:
    return (p.default for p in parameters if p.default is not None)


def own_calls(function: Function | Lambda) -> Sequence[Call]:
    """The calls that run when *function*'s body runs, in the order of ``walk``."""
    return own(function, Call)


def children(node: Node) -> list[Node]:
    """The records directly below *node*, in field order."""
    return _CHILDREN[type(node)](node)


class _Children(dict[type[Node], Callable[[Node], list[Node]]]):
    """For each kind of record, what gives the records directly below one of its kind.

    As for dataclasses, code is written for each kind: nearly all that an analysis does goes
    through here, and reading the fields by their names takes three times as long.
    """

    def __missing__(self, kind: type[Node]) -> Callable[[Node], list[Node]]:
        parts = [
            part
            for field in kind.__struct_fields__
            if (part := _below(f"node.{field}", str(kind.__annotations__[field])))
        ]
        self[kind] = eval(f"lambda node: [{', '.join(parts)}]")
        return self[kind]


def _below(field: str, form: str) -> str:
    """The code for the records in a *field* annotated *form*; "" for names, words and positions."""
    if re.search(r"\b(str|int|bool)\b", form):
        return ""
    if form.startswith("tuple"):
        return f"*[part for part in {field} if part is not None]" if "None" in form else f"*{field}"
    return f"*(() if {field} is None else ({field},))" if "None" in form else field


_CHILDREN = _Children()


def dotted(expression: Expression) -> str | None:
    """``a.b.c`` for an expression that is a chain of names, else None."""
    if isinstance(expression, Name):
        return expression.id
    if isinstance(expression, Attribute):
        head = dotted(expression.value)
        return None if head is None else f"{head}.{expression.attr}"
    return None


def root(expression: Expression) -> str | None:
    """The variable that *expression* reads from: ``request`` of ``request.headers["x"]``."""
    match expression:
        case Name(id=name):
            return name
        case Attribute(value=inner) | Subscript(value=inner) | Call(func=inner) | Await(inner):
            return root(inner)
    return None


def named_by_text(call: Call) -> Attribute | None:
    """The attribute that ``getattr(value, "name")`` reads; None for any other call."""
    match call:
        case Call(func=Name(id="getattr"), args=(value, Constant(str() as name), *_)):
            return Attribute(value, name, call.line, call.col)
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
