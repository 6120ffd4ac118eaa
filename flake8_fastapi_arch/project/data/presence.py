"""Which variables may hold None, and what a test tells of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from flake8_fastapi_arch.facts.model import (
    Attribute,
    Await,
    BoolOp,
    Call,
    Compare,
    Constant,
    Expression,
    Name,
    NamedExpr,
    Subscript,
    UnaryOp,
)
from flake8_fastapi_arch.facts.text import text
from flake8_fastapi_arch.facts.walk import walk
from flake8_fastapi_arch.project.data.optional_lookups import Lookup

State = Mapping[str, Lookup]
"""The variables that may hold None, each with the lookup that found nothing."""


def joined(one: State | None, other: State | None) -> State | None:
    """What is known where two ways meet; None is a way that does not get there."""
    if one is None or other is None:
        return other if one is None else one
    return {**one, **other}


def without(state: State, names: Iterable[str], aliases: bool = False) -> State:
    """*state* less *names*; with *aliases*, less all that hold what the same lookup gave."""
    gone = set(names) & state.keys()
    if not gone:
        return state
    lookups = {id(state[name]) for name in gone} if aliases else set()
    return {k: v for k, v in state.items() if k not in gone and id(v) not in lookups}


def narrowed(test: Expression, state: State, holds: bool) -> State:
    """*state* where *test* came out so: what it proves to be there is no longer in doubt."""
    if not state:
        return state
    return without(state, _proved(test, holds), aliases=True)


def _proved(test: Expression, holds: bool) -> set[str]:
    """The variables that are there, or not to be judged, where *test* came out so."""
    match test:
        case Name(id=name):
            return {name} if holds else set()
        case NamedExpr(target=Name(id=name)):
            return {name} if holds else set()
        case UnaryOp("not", operand):
            return _proved(operand, not holds)
        case Await(value):
            return _proved(value, holds)
        case BoolOp(op, values):
            found = [_proved(value, holds) for value in values]
            if (op == "and") is holds:
                return set().union(*found)
            return set.intersection(*found)
        case Compare(left, (op,), (right,)):
            return _proved_by_comparison(left, op, right, holds)
        case Call(args=args, keywords=keywords):
            # Whatever it asks of them: isinstance, any, all, a check of the project's own.
            passed = (*args, *(keyword.value for keyword in keywords))
            asked = {n.id for a in passed for n in walk(a) if isinstance(n, Name)}
            return asked | {question(test)} if holds else asked
        case Attribute() | Subscript():
            return names_used(test)
    return {node.id for node in walk(test) if isinstance(node, Name)}


def _proved_by_comparison(left: Expression, op: str, right: Expression, holds: bool) -> set[str]:
    names = {name for side in (left, right) for name in _bare(side)}
    is_none = isinstance(right, Constant) and right.value is None
    if is_none and op in ("is", "=="):
        return set() if holds else names
    if is_none and op in ("is not", "!="):
        return names if holds else set()
    return {n.id for side in (left, right) for n in walk(side) if isinstance(n, Name)}


def _bare(side: Expression) -> list[str]:
    match side:
        case Name(id=name) | NamedExpr(target=Name(id=name)):
            return [name]
        case Call():
            return [question(side)]
    return []


def behind(test: Expression, state: State) -> State:
    """The state behind *test*, which used what it used."""
    if not state:
        return state
    used = {
        node.value.id
        for node in walk(test)
        if isinstance(node, (Attribute, Subscript)) and isinstance(node.value, Name)
    }
    guarded = any(isinstance(node, BoolOp) for node in walk(test))
    return state if guarded else without(state, used)


def absent_in(test: Expression, holds: bool) -> list[str]:
    """The variables that are None where *test* came out so."""
    match test:
        case UnaryOp("not", Name(id=name)) if holds:
            return [name]
        case UnaryOp("not", operand):
            return absent_in(operand, not holds)
        case Name(id=name) if not holds:
            return [name]
        case Compare(Name(id=name), ("is" | "==",), (Constant(None),)) if holds:
            return [name]
        case Compare(Name(id=name), ("is not" | "!=",), (Constant(None),)) if not holds:
            return [name]
    return []


def tests_presence(test: Expression, name: str) -> bool:
    """Whether *test* asks no more than whether the variable is there."""
    match test:
        case Name(id=other):
            return other == name
        case Compare(Name(id=other), ("is not" | "!=",), (Constant(None),)):
            return other == name
        case BoolOp("and", values):
            return any(tests_presence(value, name) for value in values)
    return False


def tested_in(value: Expression) -> set[str]:
    """The variables whose presence *value* tells, to be asked for later."""
    match value:
        case Compare() | BoolOp() | UnaryOp("not"):
            return names_used(value)
        case Call(func=Name(id="bool" | "any" | "all" | "isinstance" | "len")):
            return names_used(value)
    return set()


def question(call: Call) -> str:
    """``headers.get("referer")`` in full, as the name of what it gives; empty for other calls."""
    match call:
        case Call(func=Attribute(attr="get") as func, args=(Constant(value=str(key)),)):
            return f"{text(func)}({key!r})"
    return ""


def names_used(node: Expression) -> set[str]:
    """The variables that *node* reads."""
    return {part.id for part in walk(node) if isinstance(part, Name)}
