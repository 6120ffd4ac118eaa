"""What functions run, function by function, kept for the next run of the tool.

To follow all requests of an application takes longer than anything else that a check of one file
asks for. But what one function runs depends on few modules: where another run of the tool found it
out, and none of them changed since, it still holds.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Protocol, TypeVar

import msgspec

from flake8_fastapi_arch.facts.model import Module
from flake8_fastapi_arch.project.modules.names import Names
from flake8_fastapi_arch.project.modules.scopes import ModuleScopes
from flake8_fastapi_arch.project.modules.sources import Source, Sources
from flake8_fastapi_arch.project.modules.symbols import FunctionSymbol

T = TypeVar("T")


class Targets(msgspec.Struct, frozen=True):
    """What a call may run: functions of the project, calls of libraries by dotted name."""

    functions: tuple[FunctionSymbol, ...] = ()
    libraries: tuple[str, ...] = ()

    @property
    def is_known(self) -> bool:
        return bool(self.functions or self.libraries)


class Runs(msgspec.Struct, frozen=True):
    """What a function runs, or hands to others that do.

    ``calls`` has the targets of each of its calls, in source order. ``on_loop`` are coroutines of
    the project that an event loop runs later, ``elsewhere`` functions that threads or other
    processes run.
    """

    calls: tuple[Targets, ...]
    on_loop: tuple[FunctionSymbol, ...]
    elsewhere: tuple[FunctionSymbol, ...]

    @property
    def called(self) -> dict[FunctionSymbol, None]:
        """The functions of the project that it calls, in the order of the first calls."""
        return dict.fromkeys(function for targets in self.calls for function in targets.functions)

    @property
    def now_or_later(self) -> dict[FunctionSymbol, None]:
        """All functions of the project that it runs, or has run."""
        return self.called | dict.fromkeys((*self.on_loop, *self.elsewhere))


Known = Mapping[FunctionSymbol, tuple[Runs, int]]
"""What functions run, each with the bits of the sources that it is made from."""


class Written(msgspec.Struct, frozen=True, array_like=True):
    """What functions run, as it is written, in a project whose modules had these ``digests``.

    ``sources`` are in the order of their bits; ``indexed`` has the numbers of those that each
    module has a part in. A function is the path of its module, and its place among what opens a
    scope there. ``targets`` are functions, by their numbers, and libraries. ``runs`` has of some
    functions what it is made from (bits as bytes, the least first), the numbers of the targets of
    its calls, and those of the functions on a loop and elsewhere.
    """

    digests: dict[str, bytes]
    sources: list[Source]
    indexed: dict[str, list[int]]
    functions: list[tuple[str, int]]
    targets: list[tuple[list[int], tuple[str, ...]]]
    runs: list[tuple[int, bytes, list[int], list[int], list[int]]]


class Shelf(Protocol):
    """Where what functions run lies between runs of the tool, for one project."""

    @property
    def digests(self) -> Mapping[str, bytes]:
        """The digests of those modules that the project has as they lie on disk."""

    def written(self) -> Written | None:
        """What was put here for a project of the same files, whatever their texts were."""

    def put(self, written: Written) -> None:
        """Keep *written* for the next run of the tool."""


class Unsaved(msgspec.Struct, frozen=True):
    """The *shelf* of a project that has another text at *path* than lies there."""

    shelf: Shelf
    path: str

    @property
    def digests(self) -> Mapping[str, bytes]:
        return {path: digest for path, digest in self.shelf.digests.items() if path != self.path}

    def written(self) -> Written | None:
        return self.shelf.written()

    def put(self, written: Written) -> None:
        """Keep nothing: other runs read what lies there."""


class KeptRuns:
    """Reads from a shelf what functions of a project run, and puts it there."""

    def __init__(
        self, shelf: Shelf | None, written: Written | None, names: Names, sources: Sources
    ) -> None:
        """*sources* began with those of what is *written*."""
        self._shelf = shelf
        self._written = written
        self._names = names
        self._sources = sources

    def read(self) -> Known:
        """What was written and still holds."""
        shelf, written = self._shelf, self._written
        modules = {module.path: module for module in self._names.modules}
        if shelf is None or written is None or modules.keys() != written.digests.keys():
            return {}
        digests = shelf.digests
        changed = {path for path, digest in written.digests.items() if digests.get(path) != digest}
        bits_changed = 0
        for path in changed:
            bits_changed |= self._sources.of([path, *self._scopes(modules[path]).indexed()])
            for number in written.indexed[path]:
                bits_changed |= 1 << number
        owners = {path: [*self._scopes(modules[path]).owners()] for path in modules}
        functions = [
            None if path in changed else FunctionSymbol(modules[path], owners[path][place])  # type: ignore[arg-type]
            for path, place in written.functions
        ]
        targets = [
            None if (found := _all(called, functions)) is None else Targets(found, libraries)
            for called, libraries in written.targets
        ]
        known = {}
        for number, made_from, *parts in written.runs:
            function, bits = functions[number], int.from_bytes(made_from, "little")
            if function is None or bits & bits_changed:
                continue
            calls, on_loop, elsewhere = (
                _all(parts[0], targets), _all(parts[1], functions), _all(parts[2], functions)
            )  # fmt: skip
            if calls is not None and on_loop is not None and elsewhere is not None:
                known[function] = Runs(calls, on_loop, elsewhere), bits
        return known

    def write(self, known: Known) -> None:
        """Put *known* on the shelf."""
        if self._shelf is None:
            return
        digests = self._shelf.digests
        modules = [*self._names.modules]
        if any(module.path not in digests for module in modules):
            return
        functions, targets = _Numbered[FunctionSymbol](), _Numbered[Targets]()
        runs = [
            (
                functions.number(function),
                bits.to_bytes((bits.bit_length() + 7) // 8, "little"),
                [*map(targets.number, run.calls)],
                [*map(functions.number, run.on_loop)],
                [*map(functions.number, run.elsewhere)],
            )
            for function, (run, bits) in known.items()
        ]
        called = [([*map(functions.number, each.functions)], each.libraries) for each in targets]
        places = {
            module: {owner: place for place, owner in enumerate(self._scopes(module).owners())}
            for module in dict.fromkeys(function.module for function in functions)
        }
        written = Written(
            {module.path: digests[module.path] for module in modules},
            self._sources.order,
            {m.path: self._sources.numbers(self._scopes(m).indexed()) for m in modules},
            [(each.module.path, places[each.module][each.node]) for each in functions],
            called,
            runs,
        )
        self._shelf.put(written)

    def _scopes(self, module: Module) -> ModuleScopes:
        return self._names.scopes(module)


class _Numbered(dict[T, int]):
    """Things in the order in which their numbers were first asked for."""

    def number(self, thing: T) -> int:
        return self.setdefault(thing, len(self))


def _all(numbers: Iterable[int], things: Sequence[T | None]) -> tuple[T, ...] | None:
    """The *things* of these *numbers*, None where one of them is not there."""
    found = []
    for number in numbers:
        thing = things[number]
        if thing is None:
            return None
        found.append(thing)
    return tuple(found)
