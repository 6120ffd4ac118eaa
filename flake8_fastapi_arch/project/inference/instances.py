"""The values of type inference: objects, methods of objects, what is awaited."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Union

import msgspec

from flake8_fastapi_arch.project.modules.symbols import (
    ClassSymbol,
    FunctionSymbol,
    LibrarySymbol,
    ModuleSymbol,
)

_MAX_NESTING = 4  # of containers in containers


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
    """An object of *cls* that holds *arguments*; what is nested deeper than matters is unknown."""
    return Instance(cls, tuple(_cut(joined(argument), _MAX_NESTING) for argument in arguments))


def joined(values: Values) -> Values:
    """*values*, of each kind of container one, that holds what any of that kind holds.

    Else alternatives would multiply with each level of nesting; and of what is known in the midst
    of a circle (a list of nothing yet) nothing may stay when more is known.
    """
    if len(values) < 2:
        return values
    kinds: dict[tuple[object, int], list[Instance]] = {}
    for value in values:
        if type(value) is Instance and value.arguments:
            kinds.setdefault((value.type, len(value.arguments)), []).append(value)
    found = values
    for alike in kinds.values():
        if len(alike) > 1:
            each = zip(*(value.arguments for value in alike))
            held = tuple(joined(UNKNOWN.union(*parts)) for parts in each)
            found = found.difference(alike) | {Instance(alike[0].type, held)}
    return found


def _cut(values: Values, levels: int) -> Values:
    """*values*, of whose containers in containers only so many *levels* are told; else recursion
    that nests would never settle."""
    containers = [v for v in values if type(v) is Instance and v.arguments]
    if not containers:
        return values
    cut = (
        Instance(value.type, tuple(_cut(held, levels - 1) for held in value.arguments))
        for value in containers
        if levels
    )
    return values.difference(containers).union(cut)
