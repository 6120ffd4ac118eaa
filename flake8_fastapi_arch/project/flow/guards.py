"""Which parameters of a function decide whether a part of its body runs."""

from __future__ import annotations

import functools
from collections.abc import Iterator, Mapping

import msgspec

from flake8_fastapi_arch.facts.model import (
    BoolOp,
    Call,
    Compare,
    Constant,
    Expression,
    Function,
    If,
    IfExp,
    Name,
    Node,
    Starred,
    Statement,
    UnaryOp,
)
from flake8_fastapi_arch.facts.walk import blocks, leaves, own, own_expressions, walk


class Guard(msgspec.Struct, frozen=True):
    """A condition on parameter *name*: that it holds, that it does not (False), or something
    that is not understood (None)."""

    name: str
    holds: bool | None


@functools.lru_cache(maxsize=2048)
def guards(function: Function) -> Mapping[Node, frozenset[Guard]]:
    """The guards of every record in the body of *function* that has some."""
    names = frozenset(parameter.name for parameter in function.parameters)
    found: dict[Node, frozenset[Guard]] = {}
    if not names or not own(function, If, IfExp, BoolOp):
        return found
    _block(function.body, frozenset(), names, found)
    for node in own(function, IfExp, BoolOp):
        for part, asked in _parts(node, found.get(node, frozenset()), names):
            if asked:
                found.update(dict.fromkeys(walk(part), asked))
    return found


def surely_holds(guard: Guard, function: Function, call: Call) -> bool:
    """Whether *guard* of *function* surely holds where *call* calls it."""
    passed = argument(guard.name, function, call)
    if guard.holds is None or passed is None:
        return False
    return isinstance(passed, Constant) and bool(passed.value) is guard.holds


def surely_fails(guard: Guard, function: Function, call: Call) -> bool:
    """Whether *guard* of *function* surely does not hold where *call* calls it."""
    passed = argument(guard.name, function, call)
    return isinstance(passed, Constant) and bool(passed.value) is (guard.holds is False)


def argument(name: str, function: Function, call: Call) -> Expression | None:
    """What *call* passes for the parameter *name*, its default where it passes nothing; None:
    unknown."""
    passed = call.keyword(name)
    if passed is not None:
        return passed
    if call.is_spread or any(isinstance(argument, Starred) for argument in call.args):
        return None
    parameters = [p for p in function.parameters if p.kind in ("positional", "normal", "keyword")]
    if parameters and parameters[0].name in ("self", "cls"):
        parameters = parameters[1:]
    for position, parameter in enumerate(parameters):
        if parameter.name == name:
            if parameter.kind != "keyword" and position < len(call.args):
                return call.args[position]
            return parameter.default
    return None


def _block(
    body: tuple[Statement, ...],
    around: frozenset[Guard],
    names: frozenset[str],
    found: dict[Node, frozenset[Guard]],
) -> None:
    """Note the guards of the statements of *body*, which all stand where *around* holds."""
    for statement in body:
        if around:
            found.update(dict.fromkeys((statement, *own_expressions(statement)), around))
        if isinstance(statement, If):
            then = around | frozenset(_asked(statement.test, True, names))
            otherwise = around | frozenset(_asked(statement.test, False, names))
            _block(statement.body, then, names, found)
            _block(statement.orelse, otherwise, names, found)
            if leaves(statement.body):
                around = otherwise
        else:
            for block in blocks(statement):
                _block(block, around, names, found)


def _parts(
    node: IfExp | BoolOp, around: frozenset[Guard], names: frozenset[str]
) -> Iterator[tuple[Expression, frozenset[Guard]]]:
    """The parts of *node*, which stands where *around* holds, each with its guards."""
    match node:
        case IfExp(test, then, otherwise):
            yield then, around | frozenset(_asked(test, True, names))
            yield otherwise, around | frozenset(_asked(test, False, names))
        case BoolOp(op, values):
            for value in values:
                yield value, around
                around = around | frozenset(_asked(value, op == "and", names))


def _asked(test: Expression, outcome: bool, names: frozenset[str]) -> Iterator[Guard]:
    """What it says of the parameters that *test* comes out as *outcome*."""
    match test:
        case Name(id=name) if name in names:
            yield Guard(name, outcome)
        case UnaryOp("not", operand):
            yield from _asked(operand, not outcome, names)
        case Compare(Name(id=name), ("is" | "==",), (Constant(None),)) if name in names:
            yield Guard(name, not outcome)
        case Compare(Name(id=name), ("is not" | "!=",), (Constant(None),)) if name in names:
            yield Guard(name, outcome)
        case BoolOp("and", values) if outcome:
            for value in values:
                yield from _asked(value, True, names)
        case BoolOp("or", values) if not outcome:
            for value in values:
                yield from _asked(value, False, names)
        case Name():
            return
        case _:
            for node in walk(test):
                if isinstance(node, Name) and node.id in names:
                    yield Guard(node.id, None)
