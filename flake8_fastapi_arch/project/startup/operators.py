"""What the evaluator knows of Python's operators: on numbers, strings, types and containers."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from flake8_fastapi_arch.facts.text import MAX_TEXT
from flake8_fastapi_arch.project.startup import fastapi_model
from flake8_fastapi_arch.project.startup.containers import extend, update
from flake8_fastapi_arch.project.startup.values import (
    CONSTANTS,
    MAX_ITEMS,
    MISSING,
    Annotated,
    App,
    Choice,
    ClassValue,
    Defaulted,
    Generic,
    Instance,
    Library,
    Mapping,
    Maybe,
    Member,
    Router,
    Sequence,
    Text,
    UnionType,
    Unknown,
    Value,
    concatenated,
    describe,
    is_large,
    plain,
)

if TYPE_CHECKING:
    from flake8_fastapi_arch.project.startup.evaluate import Evaluator


ELLIPSIS = Unknown("`...`")


def operate(evaluator: Evaluator, op: str, left: Value, right: Value) -> Value:
    """``left op right``."""
    one, other = plain(left), plain(right)
    one = one.value if isinstance(one, Member) and op in "+%" else one
    other = other.value if isinstance(other, Member) and op in "+%" else other
    if op == "+":
        if isinstance(one, (str, Text)) or isinstance(other, (str, Text)):
            return concatenated([left, right])
        if isinstance(one, Sequence) or isinstance(other, Sequence):
            result = Sequence(getattr(one, "kind", "list"), [])
            extend(evaluator, result, one, marked=False)
            extend(evaluator, result, other, marked=False)
            return result
    if op == "*" and isinstance(one, (str, Sequence)) and isinstance(other, int):
        if isinstance(one, str):
            return one * other if len(one) * other <= MAX_TEXT else Unknown("a long string")
        if len(one.items) * other <= MAX_ITEMS:
            return Sequence(one.kind, one.items * other, one.rest)
    if op == "|":
        if isinstance(one, Mapping):
            result_mapping = Mapping(dict(one.items), one.rest)
            update(evaluator, result_mapping, other)
            return result_mapping
        if isinstance(one, Sequence):
            result = Sequence(one.kind, list(one.items), one.rest)
            extend(evaluator, result, other, marked=False)
            return result
        if _is_type(one) or _is_type(other):
            return _bounded(UnionType([*_union_parts(left), *_union_parts(right)], True))
    if op == "%" and isinstance(one, str):
        values = evaluator.iterate(other) if isinstance(other, Sequence) else [other]
        if values is not None:
            return _percent(one, values)
    if op == "/" and (isinstance(one, str) or isinstance(other, str)):
        return Unknown("a path of the file system")
    if _is_number(one) and _is_number(other):
        return _arithmetic(op, one, other)
    return Unknown(f"`{describe(one)} {op} {describe(other)}`")


def _is_number(value: Value) -> bool:
    return isinstance(value, (int, float))


def _arithmetic(op: str, one: Any, other: Any) -> Value:
    try:
        match op:
            case "+":
                return one + other
            case "-":
                return one - other
            case "*" if abs(one) < 1 << 32 and abs(other) < 1 << 32:
                return one * other
            case "/":
                return one / other
            case "//":
                return one // other
            case "%":
                return one % other
            case "&":
                return one & other
            case "|":
                return one | other
    except (ArithmeticError, TypeError):
        pass
    return Unknown(f"`{op}`")


def _percent(template: str, values: list[Value]) -> Value:
    pieces = re.split(r"%[sdr]", template)
    if len(pieces) != len(values) + 1:
        return Unknown("a formatted string")
    parts: list[Value] = [pieces[0]]
    for value, piece in zip(values, pieces[1:]):
        parts.extend((value, piece))
    return concatenated(parts)


def _is_type(value: Value) -> bool:
    return isinstance(value, (ClassValue, Generic, UnionType, Annotated, Library))


def _union_parts(value: Value) -> list[Value]:
    return list(value.args) if isinstance(value, UnionType) else [value]


def compare(evaluator: Evaluator, op: str, left: Value, right: Value) -> Value:
    """``left op right`` for a comparison."""
    by_default = isinstance(left, Defaulted) or isinstance(right, Defaulted)
    one, other = plain(left), plain(right)
    result = _compared(evaluator, op, one, other)
    return Defaulted(result) if by_default and isinstance(result, bool) else result


def _compared(evaluator: Evaluator, op: str, one: Value, other: Value) -> Value:
    unknown = Unknown(f"whether {describe(one)} {op} {describe(other)}")
    if isinstance(one, (Unknown, Choice, Text)) or isinstance(other, (Unknown, Choice, Text)):
        return unknown
    match op:
        case "is" | "is not" if other is None and fastapi_model.is_default(one):
            return op == "is not"
        case "is" | "is not" | "==" | "!=":
            if (
                isinstance(one, Instance)
                and isinstance(one.cls, Library)
                and not isinstance(one, (Router, App))
            ):
                return unknown
            if isinstance(one, Member) and not isinstance(other, Member):
                one = plain(one.value)
            if isinstance(other, Member) and not isinstance(one, Member):
                other = plain(other.value)
            if isinstance(one, (Sequence, Mapping)) and isinstance(other, (Sequence, Mapping)):
                return unknown
            if isinstance(one, Library) and isinstance(other, Library):
                same = one.dotted == other.dotted
            else:
                same = one == other if isinstance(one, CONSTANTS) else one is other
            return same == (op in ("is", "=="))
        case "in" | "not in":
            if isinstance(one, str) and isinstance(other, str):
                return (one in other) == (op == "in")
            if isinstance(other, Mapping):
                if plain(one) in other.items:
                    return op == "in"
                return unknown if other.rest is not None else op == "not in"
            values = evaluator.iterate(other)
            if values is None or not isinstance(one, (*CONSTANTS, Member, ClassValue)):
                return unknown
            if any(isinstance(plain(value), (Unknown, Text, Choice)) for value in values):
                return unknown
            found = any(plain(value) == one or plain(value) is one for value in values)
            return found == (op == "in")
    if _is_number(one) and _is_number(other):
        return {"<": one < other, "<=": one <= other, ">": one > other, ">=": one >= other}[op]
    return unknown


def item(evaluator: Evaluator, owner: Value, index: Value) -> Value:
    """``owner[index]``, where owner may be a type."""
    inner = plain(owner)
    match inner:
        case Mapping():
            key = plain(index)
            if key in inner.items:
                value = inner.items[key]
                value = value.value if isinstance(value, Maybe) else value
                return Defaulted(value) if isinstance(index, Defaulted) else value
            return Unknown(f"the value of key {describe(key)}")
        case Sequence():
            position = plain(index)
            values = [i.value if isinstance(i, Maybe) else i for i in inner.items]
            if isinstance(position, int) and -len(values) <= position < len(values):
                return values[position]
            return Unknown(f"an element of {describe(inner)}")
        case str():
            position = plain(index)
            if isinstance(position, int) and -len(inner) <= position < len(inner):
                return inner[position]
            return Unknown("a character")
        case ClassValue() if evaluator.is_enum(inner):
            name = plain(index)
            return evaluator.member(inner, name) if isinstance(name, str) else Unknown("a member")
        case Library(dotted=dotted):
            return _bounded(_subscripted(dotted, inner, index))
        case ClassValue() | Generic() | UnionType() | Annotated():
            return _bounded(Generic(inner, _arguments(index)))
        case Instance():
            found = fastapi_model.item(evaluator, inner, index)
            if found is not MISSING:
                return found
        case Choice():
            return item(evaluator, inner.options[0], index)
    return Unknown(f"an element of {describe(inner)}")


def _subscripted(dotted: str, origin: Library, index: Value) -> Value:
    arguments = _arguments(index)
    head, _, name = dotted.rpartition(".")
    if head in ("typing", "typing_extensions"):
        if name == "Annotated" and arguments:
            base = arguments[0]
            if isinstance(base, Annotated):
                return Annotated(base.base, [*base.metadata, *arguments[1:]])
            return Annotated(base, arguments[1:])
        if name == "Optional" and arguments:
            return UnionType([arguments[0], None], False)
        if name == "Union":
            return UnionType(arguments, False)
    if head == "dependency_injector.wiring":
        return Instance(origin, [index], {})
    if dotted == "os.environ":
        return Unknown(f"environment variable {describe(plain(index))}")
    return Generic(origin, arguments)


def _bounded(value: Value) -> Value:
    """*value*, unless it is a type that no reader would follow."""
    return Unknown("a type of very many parts") if is_large(value) else value


def _arguments(index: Value) -> list[Value]:
    if isinstance(index, Sequence) and index.kind == "tuple":
        return [i.value if isinstance(i, Maybe) else i for i in index.items]
    return [index]


def sliced(owner: Value, lower: Value, upper: Value) -> Value:
    """``owner[lower:upper]``."""
    inner = plain(owner)
    if all(bound is None or isinstance(bound, int) for bound in (lower, upper)):
        if isinstance(inner, str):
            return inner[lower:upper]
        if isinstance(inner, Sequence):
            return Sequence(inner.kind, inner.items[lower:upper], inner.rest)
    return Unknown(f"a part of {describe(inner)}")
