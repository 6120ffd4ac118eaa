"""Which calls on the request path run a function, themselves or by handing it on."""

from __future__ import annotations

import functools
from collections.abc import Iterator

import msgspec

from flake8_fastapi_arch.kept import kept
from flake8_fastapi_arch.project.flow.calls import Site
from flake8_fastapi_arch.project.flow.effects import Effects
from flake8_fastapi_arch.project.modules.symbols import FunctionSymbol


class Calling(msgspec.Struct, frozen=True):
    """The call at ``site``, in ``caller``, by which a function runs, now or later.

    Its own arguments begin at ``offset``: at 1 in ``run_in_threadpool(f, x)``. None: it is not
    known which they are.
    """

    caller: FunctionSymbol
    site: Site
    offset: int | None


class Callers:
    """Answers about one function, from those that run it; other calls are not looked at."""

    def __init__(self, effects: Effects) -> None:
        self._effects = effects

    @kept
    def of(self, function: FunctionSymbol) -> tuple[Calling, ...]:
        """The calls on the request path that run *function*, in the order of the sources."""
        found = [
            Calling(caller, site, offset)
            for caller in self._running.get(function, ())
            for site in self._effects.sites(caller)
            for callee, offset in self.run_at(site)
            if callee == function
        ]
        found.sort(key=lambda c: (c.caller.module.path, c.site.line, c.site.col))
        return tuple(found)

    def run_at(self, site: Site) -> Iterator[tuple[FunctionSymbol, int | None]]:
        """The functions that the call at *site* runs, now or later, each with the offset of its
        arguments (see ``Calling``)."""
        for callee in self._effects.targets(site).functions:
            yield callee, 0
        offload = self._effects.offload(site)
        if offload is not None:
            is_one = offload.position is not None and not offload.every
            for callee in self._effects.handed_over(site):
                yield callee, (offload.position or 0) + 1 if is_one else None

    def run_by(self, function: FunctionSymbol) -> set[FunctionSymbol]:
        """The functions that *function* runs, now or later."""
        runs = self._effects.runs(function)
        return {*runs.called, *runs.on_loop, *runs.elsewhere}

    @functools.cached_property
    def _running(self) -> dict[FunctionSymbol, list[FunctionSymbol]]:
        """The functions on the request path that run each function."""
        found: dict[FunctionSymbol, list[FunctionSymbol]] = {}
        for caller in self._effects.serving_functions():
            for callee in self.run_by(caller):
                found.setdefault(callee, []).append(caller)
        return found
