"""Where an event loop is started though one may be running already."""

from __future__ import annotations

import collections
import functools
from collections.abc import Iterable

from flake8_fastapi_arch.facts.model import Attribute, Import, ImportFrom, Module
from flake8_fastapi_arch.facts.walk import walk_statements
from flake8_fastapi_arch.project.calls import Site
from flake8_fastapi_arch.project.effects import Chain, Effects, Step
from flake8_fastapi_arch.project.libraries import Effect
from flake8_fastapi_arch.project.symbols import FunctionSymbol

_QUESTIONS = frozenset(
    {"get_running_loop", "_get_running_loop", "is_running", "current_async_library", "in_async_run"}
)


def loop_started(site: Site, function: FunctionSymbol, effects: Effects) -> Chain | None:
    """How the call at *site* in *function* starts a loop on the spot: by itself (a chain without
    steps), or through plain functions; None where one of them first asks for a running loop."""
    if asks_for_a_loop(function, effects):
        return None
    start = _started_by(site, effects)
    if start is not None:
        return Chain((), start)
    came_from: dict[FunctionSymbol, tuple[FunctionSymbol, int] | None] = {}
    pending = collections.deque(effects.targets(site).functions)
    came_from.update(dict.fromkeys(pending))
    while pending:
        entered = pending.popleft()
        if _is_coroutine(entered) or asks_for_a_loop(entered, effects):
            continue
        for inner in effects.sites(entered):
            start = _started_by(inner, effects)
            if start is not None:
                return Chain(_steps(entered, inner.line, came_from), start)
            for callee in effects.targets(inner).functions:
                if callee not in came_from:
                    came_from[callee] = (entered, inner.line)
                    pending.append(callee)
    return None


def asks_for_a_loop(function: FunctionSymbol, effects: Effects) -> bool:
    """Whether *function*, or a function that it calls, asks whether a loop is running."""
    own = effects.sites(function)
    callees = (callee for site in own for callee in effects.targets(site).functions)
    return any(map(_asks, own)) or any(
        _asks(site) for callee in callees for site in effects.sites(callee)
    )


def allows_nesting(modules: Iterable[Module]) -> bool:
    """Whether a module imports ``nest_asyncio``, which lets loops run inside each other."""
    return any(map(_imports_nest_asyncio, modules))


def _started_by(site: Site, effects: Effects) -> Effect | None:
    offload = effects.offload(site)
    if offload is None or offload.runs != "nested" or offload.wraps:
        return None
    return Effect("loop", offload.name)


def _asks(site: Site) -> bool:
    func = site.call.func
    name = func.attr if isinstance(func, Attribute) else getattr(func, "id", "")
    return name in _QUESTIONS


def _is_coroutine(function: FunctionSymbol) -> bool:
    return getattr(function.node, "is_async", False)


def _steps(
    last: FunctionSymbol,
    line: int,
    came_from: dict[FunctionSymbol, tuple[FunctionSymbol, int] | None],
) -> tuple[Step, ...]:
    steps = [Step(last, last.module.path, line)]
    while (before := came_from[last]) is not None:
        last, line = before
        steps.append(Step(last, last.module.path, line))
    return tuple(reversed(steps))


@functools.lru_cache(maxsize=4096)
def _imports_nest_asyncio(module: Module) -> bool:
    for statement in walk_statements(module.body):
        match statement:
            case Import(names=names) if any(name.name == "nest_asyncio" for name in names):
                return True
            case ImportFrom(module="nest_asyncio"):
                return True
    return False
