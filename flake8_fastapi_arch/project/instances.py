"""The values of type inference: objects, methods of objects, what is awaited."""

from __future__ import annotations

import dataclasses
from typing import Union

from flake8_fastapi_arch.project.symbols import (
    ClassSymbol,
    FunctionSymbol,
    LibrarySymbol,
    ModuleSymbol,
)

_MAX_NESTING = 4  # of containers; what recursion nests without end must end


@dataclasses.dataclass(frozen=True)
class Instance:
    """An object of a class; ``arguments`` are what a container holds (a dict: keys, values)."""

    type: Union[ClassSymbol, LibrarySymbol]
    arguments: tuple[Values, ...] = ()

    @property
    def library(self) -> str | None:
        """The dotted name of a library's class, None for one of the project's."""
        return self.type.dotted if isinstance(self.type, LibrarySymbol) else None


@dataclasses.dataclass(frozen=True)
class Bound:
    """A method of an object: what is called, and on what."""

    receiver: Instance
    target: Union[FunctionSymbol, LibrarySymbol]


@dataclasses.dataclass(frozen=True)
class Awaitable:
    """What calling a coroutine function gives; awaiting it gives ``result``."""

    result: Values
    source: Union[FunctionSymbol, LibrarySymbol, None] = None


@dataclasses.dataclass(frozen=True)
class Partial:
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
    kept = tuple(a if _nesting(a) < _MAX_NESTING else UNKNOWN for a in arguments)
    return Instance(LibrarySymbol(dotted), kept)


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
