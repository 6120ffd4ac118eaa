"""The vocabulary of facts: what is run, and what each version of FastAPI shows.

A fact is a function that runs a small real application and returns what it saw, as JSON.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import ModuleType
from typing import Any

_ALWAYS = "0.100"
_UNSAID: Any = object()


@dataclass(frozen=True)
class Fact:
    """One thing that FastAPI does: how to see it, and what is seen from which version on."""

    module: str
    name: str
    story: str
    see: Callable[[], Any]
    seen_since: Mapping[str, Any]

    @property
    def id(self) -> str:
        return f"{self.module}.{self.name}"

    def applies_to(self, version: str) -> bool:
        """Whether this FastAPI has what the fact is about."""
        return any(self._starts_reached(version))

    def seen_with(self, version: str) -> Any:
        """What a FastAPI that the fact applies to shows."""
        return self.seen_since[max(self._starts_reached(version), key=as_tuple)]

    def _starts_reached(self, version: str) -> list[str]:
        return [start for start in self.seen_since if as_tuple(start) <= as_tuple(version)]


def fact(
    seen: Any = _UNSAID, *, since: Mapping[str, Any] | None = None
) -> Callable[[Callable[[], Any]], Fact]:
    """Make a fact of a function: `seen` from 0.100 on, and what changes it `since` which version.

    Without `seen` the fact begins with the first version in `since`.
    """

    def decorate(see: Callable[[], Any]) -> Fact:
        first = {} if seen is _UNSAID else {_ALWAYS: seen}
        return Fact(
            module=see.__module__.rpartition(".")[2],
            name=see.__name__,
            story=" ".join((see.__doc__ or "").split()),
            see=see,
            seen_since={**first, **(since or {})},
        )

    return decorate


def facts_of(module: ModuleType) -> list[Fact]:
    """The facts a module states, in the order it states them."""
    return [value for value in vars(module).values() if isinstance(value, Fact)]


def as_tuple(version: str) -> tuple[int, ...]:
    """A version as numbers that compare."""
    return tuple(int(part) for part in version.split("."))
