"""Which method could be awaited instead of one that blocks: ``invoke`` has ``ainvoke``."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from flake8_fastapi_arch.facts.model import Attribute, Await, Function, Lambda, Name
from flake8_fastapi_arch.facts.walk import own, own_calls
from flake8_fastapi_arch.project.flow.calls import Site
from flake8_fastapi_arch.project.flow.effects import Effects
from flake8_fastapi_arch.project.inference.types import Bound, Types
from flake8_fastapi_arch.project.libraries import Libraries
from flake8_fastapi_arch.project.modules.symbols import ClassSymbol, FunctionSymbol


class Twin(msgspec.Struct, frozen=True):
    """What is called, as a message names it, and the coroutine of the same object that does the
    same."""

    call: str
    name: str


class Twins:
    """Knows the methods that the receiver of a call offers a second time, as coroutines."""

    def __init__(self, types: Types, libraries: Libraries, effects: Effects) -> None:
        self._types = types
        self._libraries = libraries
        self._effects = effects

    def of(self, site: Site, function: FunctionSymbol) -> Twin | None:
        """What *function* could await instead of what it calls at *site*.

        None inside the twin itself and in what that calls, and in a function that calls both: it
        knows of the twin.
        """
        node = function.node
        if site.is_asynchronous or isinstance(node, Lambda):
            return None
        twin = self._in_library(site) or self._in_project(site, function)
        return None if twin is None or _calls(node, twin.name) else twin

    def _in_library(self, site: Site) -> Twin | None:
        for name in self._effects.targets(site).libraries:
            twin = self._libraries.twin(name)
            if twin is not None:
                return Twin(name, twin.rpartition(".")[2])
        return None

    def _in_project(self, site: Site, function: FunctionSymbol) -> Twin | None:
        for value in self._types.of(site.call.func, site.scope):
            match value:
                case Bound(receiver, FunctionSymbol(node=Function() as called)):
                    cls = receiver.type
                    if isinstance(cls, ClassSymbol) and not called.is_async:
                        for name in _names(called.name):
                            twin = self._twin(called, name, cls)
                            if twin is not None and not self._serves(function, twin):
                                return Twin(f"{cls.name}.{called.name}", name)
        return None

    def _twin(self, called: Function, name: str, cls: ClassSymbol) -> FunctionSymbol | None:
        """The coroutine *name* of the class, if it does the same, asynchronously."""
        owner, binding = self._types.member(cls, name) or (cls, None)
        twin = binding.value if binding is not None else None
        if not isinstance(twin, Function) or not twin.is_async:
            return None
        same = {p.name for p in called.parameters} <= {p.name for p in twin.parameters}
        waits = bool(own(twin, Await))
        if not same or not waits or _calls_itself(twin, called.name):
            return None
        return FunctionSymbol(owner.module, twin)

    def _serves(self, function: FunctionSymbol, twin: FunctionSymbol) -> bool:
        """Whether *function* is the twin or a step of it: to await the twin there never ends."""
        return function == twin or twin in self._effects.all_callers(function)


def _names(name: str) -> Iterator[str]:
    """How the twin of a method *name* may be called."""
    bare = name.lstrip("_")
    prefix = name[: len(name) - len(bare)]
    if bare.endswith("_sync"):
        yield prefix + bare.removesuffix("_sync")
    yield from (f"{prefix}{bare}_async", f"{prefix}a{bare}", f"{prefix}async_{bare}")


def _calls(function: Function, name: str) -> bool:
    return any(
        isinstance(call.func, Attribute) and call.func.attr == name for call in own_calls(function)
    )


def _calls_itself(twin: Function, name: str) -> bool:
    return any(
        isinstance(call.func, Attribute)
        and call.func.attr == name
        and isinstance(call.func.value, Name)
        and call.func.value.id == "self"
        for call in own_calls(twin)
    )
