"""Which calls on the request path run a function, themselves or by handing it on."""

from __future__ import annotations

import functools

import msgspec

from flake8_fastapi_arch.kept import kept
from flake8_fastapi_arch.project.flow.calls import Site
from flake8_fastapi_arch.project.flow.effects import Effects
from flake8_fastapi_arch.project.modules.symbols import FunctionSymbol


class Calling(msgspec.Struct, frozen=True):
    """The call at ``site``, in ``caller``, by which ``callee`` runs, now or later.

    Its own arguments begin at ``offset``: at 1 in ``run_in_threadpool(f, x)``. None: it is not
    known which they are.
    """

    caller: FunctionSymbol
    callee: FunctionSymbol
    site: Site
    offset: int | None


class Callers:
    """Answers about one function, from those that run it; other calls are not looked at."""

    def __init__(self, effects: Effects) -> None:
        self._effects = effects

    @kept
    def of(self, function: FunctionSymbol) -> tuple[Calling, ...]:
        """The calls on the request path that run *function*, in the order of the sources."""
        callers = self._running.get(function, ())
        found = [c for caller in callers for c in self.made_in(caller) if c.callee == function]
        found.sort(key=lambda c: (c.caller.module.path, c.site.line, c.site.col))
        return tuple(found)

    @kept
    def made_in(self, function: FunctionSymbol) -> tuple[Calling, ...]:
        """The calls in *function* that run functions of the project, now or later."""
        found = [
            Calling(function, callee, site, 0)
            for site in self._effects.project_calls(function)
            for callee in self._effects.targets(site).functions
        ]
        for site, offload in self._effects.offloads(function):
            is_one = offload.position is not None and not offload.every
            offset = (offload.position or 0) + 1 if is_one else None
            for callee in self._effects.handed_over(site):
                found.append(Calling(function, callee, site, offset))
        return tuple(found)

    @functools.cached_property
    def _running(self) -> dict[FunctionSymbol, list[FunctionSymbol]]:
        """The functions on the request path that run each function."""
        found: dict[FunctionSymbol, list[FunctionSymbol]] = {}
        for caller in self._effects.serving_functions():
            for callee in self._effects.runs(caller).now_or_later:
                found.setdefault(callee, []).append(caller)
        return found
