"""Where an event loop is started though one may be running already."""

from __future__ import annotations

import collections
import functools
from collections.abc import Iterator, Mapping

from flake8_fastapi_arch.facts.model import Attribute, Function, Import, ImportFrom, Module, Name
from flake8_fastapi_arch.facts.walk import walk, walk_statements
from flake8_fastapi_arch.kept import kept
from flake8_fastapi_arch.project.flow.calls import Site
from flake8_fastapi_arch.project.flow.effects import Chain, Effects, Entry, Step
from flake8_fastapi_arch.project.libraries import Effect, Offload
from flake8_fastapi_arch.project.modules.files import is_test
from flake8_fastapi_arch.project.modules.symbols import FunctionSymbol

_QUESTIONS = frozenset(
    {"get_running_loop", "_get_running_loop", "is_running", "current_async_library", "in_async_run"}
)


class Nesting:
    """Answers about the event loops that the project's functions start."""

    def __init__(self, effects: Effects, modules: Mapping[str, Module]) -> None:
        self._effects = effects
        self._modules = modules
        self._leading: dict[FunctionSymbol, bool] = {}  # whether they start a loop

    def started(self, site: Site, function: FunctionSymbol) -> Chain | None:
        """How the call at *site* in *function* starts a loop on the spot: by itself (a chain
        without steps), or through plain functions; None where one of them first asks for a running
        loop, and where ``nest_asyncio`` lets loops run inside each other."""
        start = self._started_by(site, function)
        if start is None and not any(map(self._leads, self._effects.targets(site).functions)):
            return None
        if self._asks_for_a_loop(function) or self._is_allowed:
            return None
        return Chain((), start) if start is not None else self._search(site)

    def _started_by(self, site: Site, function: FunctionSymbol) -> Effect | None:
        """The loop that the call at *site* in *function* starts, unless it is only tried."""
        offload = self._effects.offload(site)
        if offload is None or not _nests(offload) or self._is_tried(site, function):
            return None
        return Effect("loop", offload.name)

    def _is_tried(self, site: Site, function: FunctionSymbol) -> bool:
        """Whether *function* catches what the call at *site* raises beside a running loop, and then
        has it done in another way: on a thread, or as a task of that loop."""
        others = {other.call for other, _ in self._effects.offloads(function)} - {site.call}
        return any(
            handler.caught is not None
            and any(isinstance(n, Name) and n.id == "RuntimeError" for n in walk(handler.caught))
            and any(node in others for statement in handler.body for node in walk(statement))
            for guard in site.guards
            for handler in guard.handlers
        )

    def _search(self, site: Site) -> Chain | None:
        came_from: dict[Entry, tuple[Entry, int] | None] = {}
        pending = collections.deque(self._entered(site, None))
        came_from.update(dict.fromkeys(pending))
        while pending:
            entry = pending.popleft()
            for inner in self._effects.sites(entry.function):
                if entry.spares(inner):
                    continue
                start = self._started_by(inner, entry.function)
                if start is not None:
                    return Chain(_steps(entry, inner.line, came_from), start)
                for callee in self._entered(inner, entry):
                    if callee not in came_from:
                        came_from[callee] = (entry, inner.line)
                        pending.append(callee)
        return None

    def _entered(self, site: Site, around: Entry | None) -> Iterator[Entry]:
        """The functions that the call at *site* enters, of those that may start a loop."""
        for callee in self._effects.targets(site).functions:
            if self._leads(callee) and not self._asks_for_a_loop(callee):
                yield self._effects.entry(callee, site, around)

    def _leads(self, function: FunctionSymbol) -> bool:
        """Whether *function* is a plain one that starts a loop, by itself or through others."""
        if function in self._leading:
            return self._leading[function]
        seen = {function}
        pending = [function]
        while pending:
            inner = pending.pop()
            known = self._leading.get(inner)
            if known is False or not _is_plain(inner):
                continue
            if known or any(_nests(offload) for _, offload in self._effects.offloads(inner)):
                self._leading[function] = True
                return True
            entered = self._effects.runs(inner).called.keys() - seen
            seen |= entered
            pending += entered
        self._leading.update(dict.fromkeys(seen, False))
        return False

    @kept
    def _asks_for_a_loop(self, function: FunctionSymbol) -> bool:
        """Whether *function*, or a function that it calls, asks whether a loop is running; or has
        what it calls run by another thread elsewhere, as one that minds the loop does."""
        callees = self._effects.runs(function).called
        return any(
            offload.runs == "thread" and any(f in callees for f in self._effects.handed_over(site))
            for site, offload in self._effects.offloads(function)
        ) or any(_asks(site) for each in (function, *callees) for site in self._effects.sites(each))

    @functools.cached_property
    def _is_allowed(self) -> bool:
        """Whether a module imports ``nest_asyncio``, which lets loops run inside each other."""
        return any(map(_imports_nest_asyncio, self._modules.values()))


def _is_plain(function: FunctionSymbol) -> bool:
    # No coroutine of the application calls what lies in a test.
    node = function.node
    return isinstance(node, Function) and not node.is_async and not is_test(function.module.path)


def _nests(offload: Offload) -> bool:
    """Whether a loop is started that runs what is passed to its end."""
    return offload.runs == "nested" and not offload.wraps


def _asks(site: Site) -> bool:
    func = site.call.func
    name = func.attr if isinstance(func, Attribute) else getattr(func, "id", "")
    return name in _QUESTIONS


def _steps(
    last: Entry, line: int, came_from: Mapping[Entry, tuple[Entry, int] | None]
) -> tuple[Step, ...]:
    steps = [Step(last.function, last.function.module.path, line)]
    while (before := came_from[last]) is not None:
        last, line = before
        steps.append(Step(last.function, last.function.module.path, line))
    return tuple(reversed(steps))


def _imports_nest_asyncio(module: Module) -> bool:
    for statement in walk_statements(module.body):
        match statement:
            case Import(names=names) if any(name.name == "nest_asyncio" for name in names):
                return True
            case ImportFrom(module="nest_asyncio"):
                return True
    return False
