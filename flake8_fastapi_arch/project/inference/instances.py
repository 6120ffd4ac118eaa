"""The values of type inference: objects, methods of objects, what is awaited."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Union

import msgspec

from flake8_fastapi_arch.project.modules.symbols import (
    ClassSymbol,
    FunctionSymbol,
    LibrarySymbol,
    ModuleSymbol,
)

ANYTHING = LibrarySymbol("")  # that a library has, and so is every attribute of it

_MAX_NESTING = 4  # of containers in containers
_MAX_NAMES = 60  # of libraries' own that one expression may be


class Instance(msgspec.Struct, frozen=True):
    """An object of a class; ``arguments`` are what a container holds (a dict: keys, values)."""

    type: Union[ClassSymbol, LibrarySymbol]
    arguments: tuple[Values, ...] = ()

    @property
    def library(self) -> str | None:
        """The dotted name of a library's class, None for one of the project's."""
        return self.type.dotted if isinstance(self.type, LibrarySymbol) else None


class Bound(msgspec.Struct, frozen=True):
    """A method of an object: what is called, and on what."""

    receiver: Instance
    target: Union[FunctionSymbol, LibrarySymbol]


class Awaitable(msgspec.Struct, frozen=True):
    """What calling a coroutine function gives; awaiting it gives ``result``."""

    result: Values
    source: Union[FunctionSymbol, LibrarySymbol, None] = None


class Partial(msgspec.Struct, frozen=True):
    """``functools.partial(target, ...)``; with ``is_entered``, ``contextmanager(target)``, whose
    calls give what ``with`` enters."""

    target: Value
    is_entered: bool = False


Value = Union[
    Instance,
    Bound,
    Awaitable,
    Partial,
    FunctionSymbol,
    ClassSymbol,
    ModuleSymbol,
    LibrarySymbol,
]
Values = frozenset[Value]
UNKNOWN: Values = frozenset()


def instance_of(dotted: str, *arguments: Values) -> Instance:
    """An object of library class *dotted* that holds *arguments*."""
    return holding(LibrarySymbol(dotted), arguments)


def holding(cls: ClassSymbol | LibrarySymbol, arguments: Iterable[Values]) -> Instance:
    """An object of *cls* that holds *arguments*."""
    return Instance(cls, tuple(map(simplified, arguments)))


def simplified(values: Values) -> Values:
    """*values* as far as they matter: joined, not nested deeper than anybody asks, and without what
    only a loop along attributes reaches, as recursion that nests would never settle else."""
    if len(values) < 2 and not any(map(_held, values)):
        return values
    found = _without_rounds(joined(values))
    return _cut(found, _MAX_NESTING) if _is_deeper(found, _MAX_NESTING) else found


def joined(values: Values) -> Values:
    """*values*, of each kind of container (or its method, or what is awaited) one, that holds what
    any of that kind holds.

    Else alternatives would multiply with each level of nesting; and of what is known in the midst
    of a circle (a list of nothing yet) nothing may stay when more is known.
    """
    if len(values) < 2:
        return values
    kinds: dict[object, list[Value]] = {}
    for value in values:
        held = _held(value)
        if held:
            kinds.setdefault((_around(value), len(held)), []).append(value)
    found = values
    for alike in kinds.values():
        if len(alike) > 1:
            each = zip(*map(_held, alike))
            parts = tuple(joined(UNKNOWN.union(*part)) for part in each)
            found = found.difference(alike) | {_with(alike[0], parts)}
    return found


def _without_rounds(values: Values) -> Values:
    """*values* without the attributes of attributes of one of them, and of too many names only that
    they are too many.

    What may be ``sys.last_traceback``, its ``tb_next``, and the ``tb_next`` of that, goes along
    them in a loop, and has said with the first round what there is to say.
    """
    names = {value.dotted for value in values if type(value) is LibrarySymbol}
    if len(names) < 2:
        return values
    if len(names) > _MAX_NAMES or ANYTHING.dotted in names:
        few = {ANYTHING.dotted}
    else:
        few = {name for name in names if names.isdisjoint(_far_owners(name))}
    if len(few) == len(names):
        return values
    others = (value for value in values if type(value) is not LibrarySymbol)
    return frozenset([*others, *map(LibrarySymbol, few)])


def _far_owners(dotted: str) -> Iterator[str]:
    """What *dotted* is reached from in two steps or more."""
    owner = dotted.rpartition(".")[0]
    while owner := owner.rpartition(".")[0]:
        yield owner


def _cut(values: Values, levels: int) -> Values:
    """*values*, of what they hold only so many *levels*."""
    return frozenset(
        _with(value, tuple(_cut(part, levels - 1) for part in held)) if held else value
        for value in values
        for held in (_held(value),)
        if levels or not held
    )


def _is_deeper(values: Values, levels: int) -> bool:
    for value in values:
        for part in _held(value):
            if not levels or _is_deeper(part, levels - 1):
                return True
    return False


def _held(value: Value) -> tuple[Values, ...]:
    """What *value* holds."""
    kind = type(value)
    if kind is Instance:
        return value.arguments  # type: ignore[union-attr]
    if kind is Bound:
        return value.receiver.arguments  # type: ignore[union-attr]
    return (value.result,) if kind is Awaitable else ()  # type: ignore[union-attr]


def _around(value: Value) -> object:
    """*value* without what it holds."""
    match value:
        case Instance(cls):
            return cls
        case Bound(receiver, target):
            return receiver.type, target
        case Awaitable(source=source):
            return Awaitable, source
    return value


def _with(value: Value, held: tuple[Values, ...]) -> Value:
    """*value*, holding this."""
    match value:
        case Instance(cls):
            return Instance(cls, held)
        case Bound(receiver, target):
            return Bound(Instance(receiver.type, held), target)
        case Awaitable(source=source):
            return Awaitable(held[0], source)
    return value
