"""What functions run, function by function, kept for the next run of the tool.

To follow all requests of an application takes longer than anything else that a check of one file
asks for. But what one function runs depends on few modules: where another run of the tool found it
out, and none of them changed since, it still holds.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping
from typing import Protocol

import msgspec

from flake8_fastapi_arch.project.modules.names import Names
from flake8_fastapi_arch.project.modules.sources import Source, Sources
from flake8_fastapi_arch.project.modules.symbols import FunctionSymbol


class Runs(msgspec.Struct, frozen=True):
    """The project functions that a function runs, or hands to others that do.

    ``called`` run where it runs, ``on_loop`` are coroutines that an event loop runs later, and
    ``elsewhere`` is what threads or other processes run.
    """

    called: tuple[FunctionSymbol, ...]
    on_loop: tuple[FunctionSymbol, ...]
    elsewhere: tuple[FunctionSymbol, ...]


Known = Mapping[FunctionSymbol, tuple[Runs, int]]
"""What functions run, each with the bits of the sources that it is made from."""


class Written(msgspec.Struct, frozen=True, array_like=True):
    """What functions run, as it is written, in a project whose modules had these ``digests``.

    ``sources`` are in the order of their bits; ``indexed`` has the numbers of those that each
    module has a part in. A function is the path of its module, and its place among what opens a
    scope there. ``runs`` has of some ``functions``, by their numbers, what it is made from (bits as
    bytes, the least first) and what it runs, likewise by numbers.
    """

    digests: dict[str, bytes]
    sources: list[Source]
    indexed: dict[str, list[int]]
    functions: list[tuple[str, int]]
    runs: list[tuple[int, bytes, tuple[list[int], list[int], list[int]]]]


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
        scopes = {path: self._names.scopes(module) for path, module in modules.items()}
        changed = 0
        for path, digest in written.digests.items():
            if digests.get(path) != digest:
                changed |= self._sources.of([path, *scopes[path].indexed()])
                for number in written.indexed[path]:
                    changed |= 1 << number
        lasting = [
            (number, bits, runs)
            for number, made_from, runs in written.runs
            if not (bits := int.from_bytes(made_from, "little")) & changed
        ]
        owners = {path: [*scopes[path].owners()] for path, _ in written.functions}
        symbols: dict[int, FunctionSymbol] = {}
        for n in {n for number, _, runs in lasting for n in (number, *itertools.chain(*runs))}:
            path, place = written.functions[n]
            symbols[n] = FunctionSymbol(modules[path], owners[path][place])  # type: ignore[arg-type]
        return {
            symbols[number]: (Runs(*(tuple(symbols[n] for n in part) for part in runs)), bits)
            for number, bits, runs in lasting
        }

    def write(self, known: Known) -> None:
        """Put *known* on the shelf."""
        if self._shelf is None:
            return
        digests = self._shelf.digests
        scopes = {module: self._names.scopes(module) for module in self._names.modules}
        if any(module.path not in digests for module in scopes):
            return
        functions: dict[FunctionSymbol, int] = {}

        def numbers(symbols: Iterable[FunctionSymbol]) -> list[int]:
            return [functions.setdefault(symbol, len(functions)) for symbol in symbols]

        runs = []
        for function, (run, bits) in known.items():
            made_from = bits.to_bytes((bits.bit_length() + 7) // 8, "little")
            parts = numbers(run.called), numbers(run.on_loop), numbers(run.elsewhere)
            (number,) = numbers([function])
            runs.append((number, made_from, parts))
        places = {
            module: {owner: place for place, owner in enumerate(scopes[module].owners())}
            for module in dict.fromkeys(function.module for function in functions)
        }
        written = Written(
            {module.path: digests[module.path] for module in scopes},
            self._sources.order,
            {m.path: self._sources.numbers(each.indexed()) for m, each in scopes.items()},
            [(each.module.path, places[each.module][each.node]) for each in functions],
            runs,
        )
        self._shelf.put(written)
