"""The values of type inference: objects, methods of objects, what is awaited."""

from __future__ import annotations

from typing import Union

import msgspec

from flake8_fastapi_arch.project.modules.symbols import (
    ClassSymbol,
    FunctionSymbol,
    LibrarySymbol,
    ModuleSymbol,
)

_MAX_NESTING = 4  # of containers; what recursion nests without end must end


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
    """An object of library class *dotted*; what is nested deeper than matters is left unknown."""
    return Instance(LibrarySymbol(dotted), tuple(_cut(a, _MAX_NESTING) for a in arguments))


def _cut(values: Values, levels: int) -> Values:
    """*values*, of whose containers only so many *levels* are told.

    More that is nested never makes it tell less: else recursion that nests would never settle.
    """
    if _nesting(values) <= levels:
        return values
    return frozenset(
        Instance(value.type, tuple(_cut(held, levels - 1) for held in value.arguments))
        if isinstance(value, Instance) and levels
        else value
        for value in values
        if levels or not (isinstance(value, Instance) and value.arguments)
    )


def _nesting(values: Values) -> int:
    """How many containers *values* are nested in each other."""
    return max(
        (
            1 + max((_nesting(held) for held in value.arguments), default=0)
            for value in values
            if isinstance(value, Instance)
        ),
        default=0,
    )
