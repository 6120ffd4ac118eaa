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
    """``functools.partial(target, ...)``."""

    target: Value


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
    return Instance(cls, tuple(_held(argument, _MAX_NESTING) for argument in arguments))


def _held(values: Values, levels: int) -> Values:
    """*values* as a container holds them: so many *levels* of containers, and of each kind one,
    that holds what any of that kind holds.

    Else recursion that nests would never settle, and alternatives would multiply at each level.
    More that is held never makes it tell less.
    """
    containers: dict[tuple[object, int], list[Instance]] = {}
    for value in values:
        if isinstance(value, Instance) and value.arguments:
            containers.setdefault((value.type, len(value.arguments)), []).append(value)
    if not containers:
        return values
    found = {v for v in values if not (isinstance(v, Instance) and v.arguments)}
    if levels:
        for alike in containers.values():
            each = zip(*(value.arguments for value in alike))
            held = tuple(_held(UNKNOWN.union(*parts), levels - 1) for parts in each)
            found.add(Instance(alike[0].type, held))
    return frozenset(found)
