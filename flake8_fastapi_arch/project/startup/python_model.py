"""What the evaluator knows of Python itself: operators, builtins, some of its library."""

from __future__ import annotations

import builtins
import http
import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from flake8_fastapi_arch.facts.model import Function
from flake8_fastapi_arch.facts.text import MAX_TEXT
from flake8_fastapi_arch.project.startup import fastapi_model
from flake8_fastapi_arch.project.startup.values import (
    CONSTANTS,
    MAX_ITEMS,
    MISSING,
    Annotated,
    App,
    Bound,
    Builtin,
    Choice,
    ClassValue,
    Defaulted,
    FunctionValue,
    Generic,
    Instance,
    Library,
    Mapping,
    Marked,
    Maybe,
    Member,
    ModuleState,
    Partial,
    RouteEntry,
    Router,
    Sequence,
    Text,
    UnionType,
    Unknown,
    Value,
    describe,
    is_large,
    plain,
)

if TYPE_CHECKING:
    from flake8_fastapi_arch.project.startup.evaluate import Evaluator, Frame

BUILTINS = frozenset(dir(builtins))
ENUMS = frozenset(
    f"enum.{name}" for name in ("Enum", "IntEnum", "StrEnum", "Flag", "IntFlag", "ReprEnum")
) | {"strenum.StrEnum", "backports.strenum.StrEnum"}
COROUTINE = "coroutine"
CACHED = "cached result"
ELLIPSIS = Unknown("`...`")
FALSE_AT_RUN_TIME = frozenset({"typing.TYPE_CHECKING", "typing_extensions.TYPE_CHECKING"})
_STATUS = ("fastapi.status.", "starlette.status.")
_FIELDS = frozenset(
    {
        "pydantic.Field", "pydantic.fields.Field", "pydantic.v1.Field", "dataclasses.field",
        "attr.ib", "attrs.field", "attr.field", "sqlmodel.Field", "pydantic.PrivateAttr",
        "fastapi.Query", "fastapi.Path", "fastapi.Header", "fastapi.Body",
    }
)  # fmt: skip
_TEXT_METHODS = frozenset(
    {
        "capitalize", "casefold", "endswith", "format", "join", "lower", "lstrip", "partition",
        "removeprefix", "removesuffix", "replace", "rpartition", "rsplit", "rstrip", "split",
        "startswith", "strip", "title", "upper", "zfill", "isdigit", "isidentifier", "count",
        "find", "index", "swapcase", "splitlines", "encode", "isupper", "islower", "isalpha",
    }
)  # fmt: skip
_METHODS: dict[type, frozenset[str]] = {
    str: _TEXT_METHODS,
    Text: _TEXT_METHODS,
    Sequence: frozenset(
        {
            "append", "extend", "insert", "remove", "pop", "copy", "clear", "index", "sort",
            "reverse", "add", "update", "discard", "union", "count", "difference", "issubset",
            "intersection",
        }
    ),
    Mapping: frozenset(
        {"get", "items", "keys", "values", "pop", "update", "setdefault", "copy", "clear"}
    ),
}  # fmt: skip


def has_method(owner: Value, name: str) -> bool:
    """Whether *owner* is of a type whose method *name* is known here."""
    return name in _METHODS.get(type(owner), ())


def library_attribute(evaluator: Evaluator, dotted: str, name: str) -> Value:
    """``dotted.name`` for something outside the project."""
    if f"{dotted}.".endswith(_STATUS) and (found := re.match(r"(?:HTTP|WS)_(\d+)_", name)):
        return int(found[1])
    if dotted == "http.HTTPStatus" and name in http.HTTPStatus.__members__:
        return int(http.HTTPStatus[name])
    if name == "__name__":
        return dotted.rpartition(".")[2]
    return Library(f"{dotted}.{name}")


# ───────────────────────────── operators


def concatenated(parts: list[Value]) -> Value:
    """The string that *parts*, converted to strings, make together; unknown where it is long."""
    found: list[str | Unknown] = []
    by_default = False
    for part in parts:
        by_default |= isinstance(part, Defaulted)
        inner = plain(part)
        inner = plain(inner.value) if isinstance(inner, Member) else inner
        if isinstance(inner, Choice):
            known = [plain(option) for option in inner.options]
            texts = [option for option in known if isinstance(option, str)]
            inner = texts[0] if len(texts) == 1 else inner
        match inner:
            case Text(parts=more):
                found.extend(more)
            case Unknown():
                found.append(inner)
            case str() | int() | float() | None:
                found.append(str(inner))
            case _:
                found.append(Unknown(describe(inner)))
    if sum(len(part) if isinstance(part, str) else 1 for part in found) > MAX_TEXT:
        return Unknown("a long string")
    if all(isinstance(part, str) for part in found):
        text = "".join(part for part in found if isinstance(part, str))
        return Defaulted(text) if by_default else text
    return Text(tuple(found))


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
                if evaluator.key(one) in other.items:
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
            key = evaluator.key(index)
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


# ───────────────────────────── containers


def extend(evaluator: Evaluator, target: Sequence, added: Value, *, marked: bool = True) -> None:
    """Add the elements of *added* to *target*, under the conditions in force where *marked*.

    What grows beyond MAX_ITEMS is not followed: there may be more elements than it holds.
    """
    inner = plain(added)
    if inner is None:
        return
    elements = evaluator._elements(inner)
    if elements is None:
        target.rest = Unknown(f"what {describe(inner)} holds")
        return
    room = MAX_ITEMS - len(target.items)
    if len(elements) > room:
        target.rest = Unknown("more elements than are followed")
    for element, conditions in elements[: max(room, 0)]:
        every = (*evaluator.conditions, *conditions) if marked else conditions
        target.items.append(Maybe(element, tuple(every)) if every else element)


def update(evaluator: Evaluator, target: Mapping, added: Value) -> None:
    """Add the items of *added* to *target*."""
    inner = plain(added)
    if isinstance(inner, Choice):
        for option in inner.options:
            update(evaluator, target, option)
        return
    if isinstance(inner, Mapping):
        target.items.update(inner.items)
        target.rest = target.rest or inner.rest
        return
    pairs = evaluator.iterate(inner)
    if pairs is None:
        if inner is not None:
            target.rest = Unknown(f"what {describe(inner)} holds")
        return
    for pair in pairs:
        values = evaluator.iterate(pair)
        if values is not None and len(values) == 2:
            target.items[evaluator.key(values[0])] = values[1]


def call_method(
    evaluator: Evaluator, receiver: Value, name: str, args: list[Value], kwargs: dict[str, Value]
) -> Value:
    """A method of a string, sequence or mapping."""
    match receiver:
        case str():
            if not _stays_short(receiver, name, args):
                return Unknown("a long string")
            return _text_method(evaluator, receiver, name, args, kwargs)
        case Text():
            return _partial_text_method(receiver, name, args)
        case Sequence():
            return _sequence_method(evaluator, receiver, name, args)
        case Mapping():
            return _mapping_method(evaluator, receiver, name, args, kwargs)
    return Unknown(f"the result of `{name}`")


def _stays_short(text: str, name: str, args: list[Value]) -> bool:
    """Whether the method *name* makes nothing much longer out of *text*."""
    given = [plain(arg) for arg in args]
    match name, given:
        case "replace", [str(old), str(new), *_]:
            return len(text) + text.count(old) * len(new) <= MAX_TEXT
        case "zfill", [int(width)]:
            return width <= MAX_TEXT
    return True


def _text_method(
    evaluator: Evaluator, text: str, name: str, args: list[Value], kwargs: dict[str, Value]
) -> Value:
    if name == "join" and args:
        values = evaluator.iterate(args[0])
        if values is None:
            return Text((Unknown(f"a join of {describe(plain(args[0]))}"),))
        parts: list[Value] = []
        for i, value in enumerate(values):
            parts.extend([text, value] if i else [value])
        return concatenated(parts)
    if name == "format":
        return _formatted(text, args, kwargs)
    given = [plain(arg) for arg in args]
    if any(isinstance(value, Sequence) for value in given):
        given = [
            tuple(map(plain, value.items)) if isinstance(value, Sequence) else value
            for value in given
        ]
    try:
        result = getattr(text, name)(*given, **{k: plain(v) for k, v in kwargs.items()})
    except (TypeError, ValueError, AttributeError, LookupError):
        return Unknown(f"the result of `{name}`")
    if isinstance(result, (list, tuple)):
        return Sequence(type(result).__name__, list(result))
    return result if isinstance(result, CONSTANTS) else Unknown("bytes")


def _formatted(text: str, args: list[Value], kwargs: dict[str, Value]) -> Value:
    parts: list[Value] = []
    position = 0
    for piece in re.split(r"(\{\w*\})", text.replace("{{", "\0").replace("}}", "\1")):
        if not re.fullmatch(r"\{\w*\}", piece):
            parts.append(piece.replace("\0", "{").replace("\1", "}"))
            continue
        name = piece[1:-1]
        if not name or name.isdigit():
            index = int(name) if name else position
            position += 1
            parts.append(args[index] if index < len(args) else Unknown("a missing argument"))
        else:
            parts.append(kwargs.get(name, Unknown(f"`{name}`")))
    return concatenated(parts)


def _partial_text_method(text: Text, name: str, args: list[Value]) -> Value:
    given = [plain(arg) for arg in args]
    last, first = text.parts[-1], text.parts[0]
    constants = all(isinstance(value, str) for value in given)
    if name in ("endswith", "rstrip", "removesuffix") and isinstance(last, str) and constants:
        changed = getattr(last, name)(*given)
        return changed if name == "endswith" else Text((*text.parts[:-1], changed))
    if name in ("startswith", "lstrip", "removeprefix") and isinstance(first, str) and constants:
        changed = getattr(first, name)(*given)
        return changed if name == "startswith" else Text((changed, *text.parts[1:]))
    if name in ("rstrip", "lstrip", "strip", "lower", "upper", "title", "replace"):
        return text
    return Unknown(f"the result of `{name}`")


def _sequence_method(evaluator: Evaluator, target: Sequence, name: str, args: list[Value]) -> Value:
    conditions = tuple(evaluator.conditions)
    match name, args:
        case (("append" | "add"), [value]):
            target.items.append(Maybe(value, conditions) if conditions else value)
            fastapi_model.element_was_added(evaluator, target, value)
            return None
        case "insert", [index, value]:
            position = plain(index)
            target.items.insert(position if isinstance(position, int) else 0, value)
            fastapi_model.element_was_added(evaluator, target, value)
            return None
        case (("extend" | "update"), [added]):
            extend(evaluator, target, added)
            return None
        case (("remove" | "discard"), [value]):
            for i, item_ in enumerate(target.items):
                if item_ is value or plain(item_) == plain(value):
                    if not conditions:
                        del target.items[i]
                    break
            return None
        case "pop", _:
            return target.items.pop() if target.items else Unknown("an element")
        case "clear", _:
            target.items.clear()
            return None
        case "copy", _:
            return Sequence(target.kind, list(target.items), target.rest)
        case "union", _:
            result = Sequence(target.kind, list(target.items), target.rest)
            for added in args:
                extend(evaluator, result, added, marked=False)
            return result
        case (("sort" | "reverse"), _):
            return None
    return Unknown(f"the result of `{name}`")


def _mapping_method(
    evaluator: Evaluator, target: Mapping, name: str, args: list[Value], kwargs: dict[str, Value]
) -> Value:
    default = args[1] if len(args) > 1 else kwargs.get("default")
    match name:
        case "get" | "pop" | "setdefault" if args:
            key = evaluator.key(args[0])
            if isinstance(key, (Unknown, Text, Choice)):
                return Unknown(f"the value of {describe(key)}")
            if key in target.items:
                value = target.items.pop(key) if name == "pop" else target.items[key]
                value = value.value if isinstance(value, Maybe) else value
                return Defaulted(value) if isinstance(args[0], Defaulted) else value
            if name == "setdefault":
                target.items[key] = default
                return default
            if target.rest is not None:
                return target.rest if default is None else Defaulted(default)
            return default
        case "keys":
            return Sequence("list", list(target.items), target.rest)
        case "values":
            return Sequence("list", list(target.items.values()), target.rest)
        case "items":
            pairs: list[Value] = []
            for key, value in target.items.items():
                inner = value.value if isinstance(value, Maybe) else value
                pair = Sequence("tuple", [key, inner])
                pairs.append(Maybe(pair, value.conditions) if isinstance(value, Maybe) else pair)
            return Sequence("list", pairs, target.rest)
        case "update":
            for added in args:
                update(evaluator, target, added)
            target.items.update({k: v for k, v in kwargs.items() if k != "**"})
            return None
        case "copy":
            return Mapping(dict(target.items), target.rest)
        case "clear":
            target.items.clear()
            return None
    return Unknown(f"the result of `{name}`")


# ───────────────────────────── calls outside the project


def call_library(
    evaluator: Evaluator,
    dotted: str,
    args: list[Value],
    kwargs: dict[str, Value],
    frame: Frame | None,
) -> Value:
    """The result of calling *dotted*; an Instance with the arguments where nothing is known."""
    known = _CALLS.get(dotted)
    if known is not None:
        return known(evaluator, args, kwargs)
    if dotted in ("importlib.import_module", "builtins.__import__") and frame is not None:
        return _import_module(evaluator, frame, args, kwargs)
    return fastapi_model.call_library(evaluator, dotted, args, kwargs)


def _import_module(
    evaluator: Evaluator, frame: Frame, args: list[Value], kwargs: dict[str, Value]
) -> Value:
    name = plain(args[0]) if args else plain(kwargs.get("name"))
    if not isinstance(name, str):
        return Unknown("a module whose name is not known")
    level = len(name) - len(name.lstrip("."))
    if level:
        package = plain(args[1] if len(args) > 1 else kwargs.get("package"))
        if not isinstance(package, str):
            return Unknown(f"module `{name}` of an unknown package")
        head = package.split(".")
        name = ".".join([*head[: len(head) - level + 1], name.lstrip(".")])
    found = evaluator.find_module(frame.state.path, name)
    return found if found is not None else Library(name)


def _isinstance(evaluator: Evaluator, args: list[Value], kwargs: dict[str, Value]) -> Value:
    if len(args) != 2:
        return Unknown("`isinstance`")
    value, wanted = plain(args[0]), plain(args[1])
    types = evaluator.iterate(wanted) if isinstance(wanted, Sequence) else [wanted]
    answers = [_is_instance(evaluator, value, plain(t)) for t in types or ()]
    if True in answers:
        return True
    return False if answers and None not in answers else Unknown("`isinstance`")


def _is_instance(evaluator: Evaluator, value: Value, wanted: Value) -> bool | None:
    if isinstance(value, (Unknown, Choice)):
        return None
    name = wanted.dotted.rpartition(".")[2] if isinstance(wanted, Library) else None
    simple: dict[str, tuple[type, ...]] = {
        "str": (str, Text), "int": (int,), "bool": (bool,), "float": (float,),
        "dict": (Mapping,), "type": (ClassValue,), "ModuleType": (ModuleState,),
        "FunctionType": (FunctionValue,), "partial": (Partial,), "NoneType": (type(None),),
    }  # fmt: skip
    if name in ("list", "tuple", "set"):
        return isinstance(value, Sequence) and value.kind == name
    if name in simple:
        return isinstance(value, simple[name])
    if isinstance(value, Instance):
        if isinstance(value.cls, ClassValue):
            mro = evaluator.mro(value.cls)
            if isinstance(wanted, ClassValue):
                return wanted in mro
            names = {b.dotted.rpartition(".")[2] for b in mro if isinstance(b, Library)}
            if name in names:
                return True
            if isinstance(value, (Router, App, RouteEntry)):
                return fastapi_model.is_kind(value, name or "")
            return None if names else False
        return fastapi_model.is_kind(value, name or "")
    if isinstance(value, Member):
        return wanted is value.cls if isinstance(wanted, ClassValue) else None
    if isinstance(wanted, ClassValue) and isinstance(value, (*CONSTANTS, Sequence, Mapping)):
        return False
    return None


def _getattr(evaluator: Evaluator, args: list[Value], kwargs: dict[str, Value]) -> Value:
    name = plain(args[1]) if len(args) > 1 else None
    if not isinstance(name, str):
        if args and isinstance(plain(args[0]), (App, Router)):
            evaluator.unresolved("a method of the router whose name is not known")
        return Unknown("an attribute whose name is not known")
    found = evaluator.find_attribute(args[0], name)
    if found is not MISSING:
        return found
    owner = plain(args[0])
    if len(args) < 3 or isinstance(owner, (Unknown, Choice)):
        return Unknown(f"`{name}` of {describe(owner)}")
    if isinstance(owner, Instance) and not isinstance(owner, (Router, App)):
        return Defaulted(args[2])
    return args[2]


def _hasattr(evaluator: Evaluator, args: list[Value], kwargs: dict[str, Value]) -> Value:
    name = plain(args[1]) if len(args) > 1 else None
    owner = plain(args[0]) if args else None
    if not isinstance(name, str) or isinstance(owner, (Unknown, Choice, Library)):
        return Unknown("`hasattr`")
    if evaluator.find_attribute(owner, name) is not MISSING:
        return True
    is_own = isinstance(owner, (ModuleState, FunctionValue)) or (
        isinstance(owner, ClassValue) and not evaluator.library_bases(owner)
    )
    return False if is_own else Unknown("`hasattr`")


def _setattr(evaluator: Evaluator, args: list[Value], kwargs: dict[str, Value]) -> Value:
    if len(args) == 3 and isinstance(plain(args[1]), str):
        evaluator.set_attribute(args[0], plain(args[1]), args[2])
    return None


def _as_sequence(kind: str) -> Callable[..., Value]:
    def convert(evaluator: Evaluator, args: list[Value], kwargs: dict[str, Value]) -> Value:
        result = Sequence(kind, [])
        if args:
            extend(evaluator, result, args[0], marked=False)
        return result

    return convert


def _as_mapping(evaluator: Evaluator, args: list[Value], kwargs: dict[str, Value]) -> Value:
    result = Mapping({})
    if args:
        update(evaluator, result, args[0])
    for key, value in kwargs.items():
        if key == "**":
            result.rest = value
        else:
            result.items[key] = value
    return result


def _enumerate(evaluator: Evaluator, args: list[Value], kwargs: dict[str, Value]) -> Value:
    values = evaluator.iterate(args[0]) if args else None
    if values is None:
        return Unknown("`enumerate`")
    start = plain(args[1] if len(args) > 1 else kwargs.get("start", 0))
    start = start if isinstance(start, int) else 0
    return Sequence("list", [Sequence("tuple", [i, v]) for i, v in enumerate(values, start)])


def _zip(evaluator: Evaluator, args: list[Value], kwargs: dict[str, Value]) -> Value:
    columns = [evaluator.iterate(arg) for arg in args]
    if None in columns:
        return Unknown("`zip`")
    rows = zip(*(column for column in columns if column is not None))
    return Sequence("list", [Sequence("tuple", list(row)) for row in rows])


def _range(evaluator: Evaluator, args: list[Value], kwargs: dict[str, Value]) -> Value:
    bounds = [plain(arg) for arg in args]
    if bounds and all(isinstance(bound, int) for bound in bounds):
        try:
            values = range(*bounds)
        except (TypeError, ValueError):
            return Unknown("`range`")
        if len(values) <= 1_000:
            return Sequence("list", list(values))
    return Unknown("`range`")


def _chain(evaluator: Evaluator, args: list[Value], kwargs: dict[str, Value]) -> Value:
    result = Sequence("list", [])
    for arg in args:
        extend(evaluator, result, arg, marked=False)
    return result


def _map(evaluator: Evaluator, args: list[Value], kwargs: dict[str, Value]) -> Value:
    values = evaluator.iterate(args[1]) if len(args) == 2 else None
    if values is None:
        return Unknown("`map`")
    return Sequence("list", [evaluator.call(args[0], [value], {}) for value in values])


def _filter(evaluator: Evaluator, args: list[Value], kwargs: dict[str, Value]) -> Value:
    values = evaluator.iterate(args[1]) if len(args) == 2 else None
    if values is None:
        return Unknown("`filter`")
    kept = []
    for value in values:
        test = value if args[0] is None else evaluator.call(args[0], [value], {})
        if evaluator.truth(test) is not False:
            kept.append(value)
    return Sequence("list", kept)


def _sorted(evaluator: Evaluator, args: list[Value], kwargs: dict[str, Value]) -> Value:
    values = evaluator.iterate(args[0]) if args else None
    if values is None:
        return Unknown("`sorted`")
    inner = [plain(value) for value in values]
    if "key" not in kwargs and all(isinstance(value, str) for value in inner):
        return Sequence("list", sorted(inner))
    return Sequence("list", values)


def _reversed(evaluator: Evaluator, args: list[Value], kwargs: dict[str, Value]) -> Value:
    values = evaluator.iterate(args[0]) if args else None
    return Unknown("`reversed`") if values is None else Sequence("list", values[::-1])


def _str(evaluator: Evaluator, args: list[Value], kwargs: dict[str, Value]) -> Value:
    return concatenated(args[:1]) if args else ""


def _bool(evaluator: Evaluator, args: list[Value], kwargs: dict[str, Value]) -> Value:
    truth = evaluator.truth(args[0]) if args else False
    if truth is None and isinstance(args[0], Defaulted):
        inner = evaluator.truth(plain(args[0]))
        return Unknown("`bool`") if inner is None else Defaulted(inner)
    return Unknown("`bool`") if truth is None else truth


def _int(evaluator: Evaluator, args: list[Value], kwargs: dict[str, Value]) -> Value:
    value = plain(args[0]) if args else 0
    value = plain(value.value) if isinstance(value, Member) else value
    try:
        result = int(value) if isinstance(value, (str, int, float)) else Unknown("`int`")
    except (ValueError, OverflowError):
        return Unknown("`int`")
    return Defaulted(result) if args and isinstance(args[0], Defaulted) else result


def _len(evaluator: Evaluator, args: list[Value], kwargs: dict[str, Value]) -> Value:
    value = plain(args[0]) if args else None
    match value:
        case str():
            return len(value)
        case Sequence(rest=None) | Mapping(rest=None):
            if not any(isinstance(item_, Maybe) for item_ in value.items):
                return len(value.items)
    return Unknown("`len`")


def _quantified(wanted: bool) -> Callable[..., Value]:
    def quantify(evaluator: Evaluator, args: list[Value], kwargs: dict[str, Value]) -> Value:
        values = evaluator.iterate(args[0]) if args else None
        if values is None:
            return Unknown("`any`")
        truths = [evaluator.truth(value) for value in values]
        if wanted in truths:
            return wanted
        return Unknown("`any`") if None in truths else not wanted

    return quantify


def _callable(evaluator: Evaluator, args: list[Value], kwargs: dict[str, Value]) -> Value:
    value = plain(args[0]) if args else None
    if isinstance(value, (FunctionValue, Bound, ClassValue, Builtin, Partial)):
        return True
    return False if isinstance(value, (*CONSTANTS, Sequence, Mapping)) else Unknown("`callable`")


def _type(evaluator: Evaluator, args: list[Value], kwargs: dict[str, Value]) -> Value:
    value = plain(args[0]) if len(args) == 1 else None
    if isinstance(value, (Instance, Member)):
        return value.cls
    return Unknown("`type`")


def _members(evaluator: Evaluator, args: list[Value], kwargs: dict[str, Value]) -> Value:
    value = plain(args[0]) if args else None
    cls = value.cls if isinstance(value, Instance) else value
    if not isinstance(cls, ClassValue):
        return Unknown("the members of an object")
    names: dict[str, None] = {}
    for base in evaluator.mro(cls):
        if isinstance(base, ClassValue):
            names.update(dict.fromkeys(evaluator.class_names(base)))
    if isinstance(value, Instance):
        names.update(dict.fromkeys(value.names))
    pairs: list[Value] = []
    for name in sorted(names):
        member = evaluator.attribute(value, name)
        is_function = isinstance(plain(member), (FunctionValue, Bound))
        if (len(args) == 1 and "predicate" not in kwargs) or is_function:
            pairs.append(Sequence("tuple", [name, member]))
    return Sequence("list", pairs)


def _dir(evaluator: Evaluator, args: list[Value], kwargs: dict[str, Value]) -> Value:
    value = plain(args[0]) if args else None
    if isinstance(value, ModuleState):
        return Sequence("list", sorted(value.names))
    members = evaluator.iterate(_members(evaluator, args, kwargs))
    if members is None:
        return Unknown("`dir`")
    return Sequence("list", [pair.items[0] for pair in members])


def _vars(evaluator: Evaluator, args: list[Value], kwargs: dict[str, Value]) -> Value:
    value = plain(args[0]) if args else None
    match value:
        case ModuleState():
            return Mapping(dict(value.names))
        case ClassValue():
            return Mapping(dict(evaluator.class_names(value)))
        case Instance(cls=ClassValue()):
            return Mapping(dict(value.names))
    return Unknown("`vars`")


def _next(evaluator: Evaluator, args: list[Value], kwargs: dict[str, Value]) -> Value:
    values = evaluator.iterate(args[0]) if args else None
    return values[0] if values else Unknown("`next`")


def _partial(evaluator: Evaluator, args: list[Value], kwargs: dict[str, Value]) -> Value:
    return Partial(args[0], args[1:], kwargs) if args else Unknown("`partial`")


def _wraps(evaluator: Evaluator, args: list[Value], kwargs: dict[str, Value]) -> Value:
    return Instance(Library("functools.wraps"), args, kwargs)


def _update_wrapper(evaluator: Evaluator, args: list[Value], kwargs: dict[str, Value]) -> Value:
    if len(args) >= 2:
        mark_wrapped(args[0], args[1])
        return args[0]
    return Unknown("`update_wrapper`")


def mark_wrapped(wrapper: Value, wrapped: Value) -> None:
    """Let *wrapper* say that it wraps *wrapped*."""
    inner = plain(wrapper)
    if isinstance(inner, FunctionValue) and plain(wrapped) is not inner:
        inner.wrapped = plain(wrapped)


def _cached(evaluator: Evaluator, args: list[Value], kwargs: dict[str, Value]) -> Value:
    if args and isinstance(args[0], FunctionValue):
        args[0].attributes[CACHED] = True
        return args[0]
    return Library("functools.cache")


def _marked(kind: str) -> Callable[..., Value]:
    def mark(evaluator: Evaluator, args: list[Value], kwargs: dict[str, Value]) -> Value:
        return Marked(kind, args[0]) if args else Unknown(f"`{kind}`")

    return mark


def _first(evaluator: Evaluator, args: list[Value], kwargs: dict[str, Value]) -> Value:
    return args[-1] if args else Unknown("nothing")


def _same(evaluator: Evaluator, args: list[Value], kwargs: dict[str, Value]) -> Value:
    return args[0] if args else Unknown("nothing")


def _environment(evaluator: Evaluator, args: list[Value], kwargs: dict[str, Value]) -> Value:
    default = args[1] if len(args) > 1 else kwargs.get("default", MISSING)
    name = describe(plain(args[0])) if args else ""
    if default is MISSING or default is None:
        return Unknown(f"environment variable {name}")
    return default if isinstance(default, (Defaulted, Unknown)) else Defaulted(default)


def _run(evaluator: Evaluator, args: list[Value], kwargs: dict[str, Value]) -> Value:
    return evaluator.awaited(args[0]) if args else Unknown("nothing")


def _type_hints(evaluator: Evaluator, args: list[Value], kwargs: dict[str, Value]) -> Value:
    function = plain(args[0]) if args else None
    if isinstance(function, Bound):
        function = function.function
    while isinstance(function, FunctionValue) and isinstance(function.wrapped, FunctionValue):
        function = function.wrapped
    if not isinstance(function, FunctionValue) or not isinstance(function.node, Function):
        return Unknown("`get_type_hints`")
    hints = Mapping({})
    for parameter in function.node.parameters:
        if parameter.annotation is not None:
            hints.items[parameter.name] = fastapi_model.annotation(
                evaluator, function, parameter.annotation
            )
    if function.node.returns is not None:
        hints.items["return"] = fastapi_model.annotation(evaluator, function, function.node.returns)
    return hints


_CALLS: dict[str, Callable[..., Value]] = {
    "builtins.isinstance": _isinstance,
    "builtins.getattr": _getattr,
    "builtins.hasattr": _hasattr,
    "builtins.setattr": _setattr,
    "builtins.list": _as_sequence("list"),
    "builtins.tuple": _as_sequence("tuple"),
    "builtins.set": _as_sequence("set"),
    "builtins.frozenset": _as_sequence("set"),
    "builtins.dict": _as_mapping,
    "collections.OrderedDict": _as_mapping,
    "builtins.enumerate": _enumerate,
    "builtins.zip": _zip,
    "builtins.range": _range,
    "builtins.map": _map,
    "builtins.filter": _filter,
    "builtins.sorted": _sorted,
    "builtins.reversed": _reversed,
    "builtins.str": _str,
    "builtins.bool": _bool,
    "builtins.int": _int,
    "builtins.len": _len,
    "builtins.any": _quantified(True),
    "builtins.all": _quantified(False),
    "builtins.callable": _callable,
    "builtins.type": _type,
    "builtins.dir": _dir,
    "builtins.vars": _vars,
    "inspect.getmembers": _members,
    "builtins.iter": _same,
    "builtins.next": _next,
    "builtins.print": lambda evaluator, args, kwargs: None,
    "builtins.property": _marked("property"),
    "builtins.staticmethod": _marked("staticmethod"),
    "builtins.classmethod": _marked("classmethod"),
    "functools.cached_property": _marked("property"),
    "pydantic.computed_field": lambda evaluator, args, kwargs: (
        args[0] if args else Library("pydantic.computed_field")
    ),
    "functools.partial": _partial,
    "functools.wraps": _wraps,
    "functools.update_wrapper": _update_wrapper,
    "functools.lru_cache": _cached,
    "functools.cache": _cached,
    "typing.cast": _first,
    "typing.get_type_hints": _type_hints,
    "copy.copy": _same,
    "itertools.chain": _chain,
    "os.getenv": _environment,
    "os.environ.get": _environment,
    "decouple.config": _environment,
    "asyncio.run": _run,
    "asyncio.get_event_loop.run_until_complete": _run,
    "contextlib.asynccontextmanager": _same,
    "contextlib.contextmanager": _same,
    "typing.NewType": _first,
    "typing.TypeVar": lambda evaluator, args, kwargs: Instance(
        Library("typing.TypeVar"), args, kwargs
    ),
}


def call_class_method(
    evaluator: Evaluator, cls: ClassValue, name: str, args: list[Value], kwargs: dict[str, Value]
) -> Value:
    """A method that *cls* inherits from a library's class."""
    if name == "__init__" and args:
        return fastapi_model.call_method(evaluator, args[0], "__init__", args[1:], kwargs)
    return Unknown(f"the result of `{name}` of {describe(cls)}")


def field_default(evaluator: Evaluator, instance: Instance, value: Value) -> Value:
    """What reading a class attribute through *instance* gives: a field's default, for a setting."""
    inner = plain(value)
    if (
        isinstance(inner, Instance)
        and isinstance(inner.cls, Library)
        and (inner.cls.dotted in _FIELDS)
    ):
        value = inner.argument(0, "default")
        factory = inner.argument(-1, "default_factory")
        if value is MISSING and factory is not MISSING:
            value = evaluator.call(factory, [], {})
        if value is MISSING or value is ELLIPSIS:
            return Unknown("a required setting")
    bases = evaluator.library_bases(instance.cls) if isinstance(instance.cls, ClassValue) else []
    is_setting = instance.is_by_default or any(
        base.rpartition(".")[2] == "BaseSettings" for base in bases
    )
    if is_setting and not isinstance(value, (Unknown, Defaulted)):
        return Defaulted(value)
    return value
