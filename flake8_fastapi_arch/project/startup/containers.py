"""What the evaluator knows of strings, sequences and mappings: their methods, and how they grow."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from flake8_fastapi_arch.facts.text import MAX_TEXT
from flake8_fastapi_arch.project.startup import fastapi_model
from flake8_fastapi_arch.project.startup.values import (
    CONSTANTS,
    MAX_ITEMS,
    Choice,
    Defaulted,
    Mapping,
    Maybe,
    Sequence,
    Text,
    Unknown,
    Value,
    concatenated,
    describe,
    plain,
)

if TYPE_CHECKING:
    from flake8_fastapi_arch.project.startup.evaluate import Evaluator


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


def extend(evaluator: Evaluator, target: Sequence, added: Value, *, marked: bool = True) -> None:
    """Add the elements of *added* to *target*, under the conditions in force where *marked*.

    What grows beyond MAX_ITEMS is not followed: there may be more elements than it holds.
    """
    inner = plain(added)
    if inner is None:
        return
    elements = evaluator.elements(inner)
    if elements is None:
        target.rest = Unknown(f"what {describe(inner)} holds")
        return
    room = MAX_ITEMS - len(target.items)
    if len(elements) > room:
        target.rest = Unknown("more elements than are followed")
    for element, conditions in elements[: max(room, 0)]:
        every = (*evaluator.conditions, *conditions) if marked else conditions
        target.items.append(Maybe(element, tuple(every)) if every else element)


def set_item(owner: Value, key: Value, value: Value) -> None:
    """``owner[key] = value``."""
    owner, key = plain(owner), plain(key)
    if isinstance(owner, Mapping):
        if isinstance(key, (Unknown, Text)):
            owner.rest = Unknown("a key that is not known")
        else:
            owner.items[key] = value
    elif isinstance(owner, Sequence) and isinstance(key, int) and key < len(owner.items):
        owner.items[key] = value


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
            target.items[plain(values[0])] = values[1]


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
            key = plain(args[0])
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
