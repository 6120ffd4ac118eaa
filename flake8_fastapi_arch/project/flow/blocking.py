"""Which effects hold up the event loop, and which calls of a coroutine have them."""

from __future__ import annotations

from collections.abc import Iterator

from flake8_fastapi_arch.kept import kept
from flake8_fastapi_arch.project.flow.calls import Site
from flake8_fastapi_arch.project.flow.effects import Chain, Effects, Wanted
from flake8_fastapi_arch.project.flow.lifetimes import Lifetimes
from flake8_fastapi_arch.project.flow.twins import Twin, Twins
from flake8_fastapi_arch.project.libraries import Effect
from flake8_fastapi_arch.project.modules.symbols import FunctionSymbol

_WAITS = frozenset({"network", "database", "subprocess", "sleep", "lock", "mail", "queue"})
_SESSIONS = ("sqlalchemy.orm.", "sqlmodel.")


def waits(effect: Effect) -> bool:
    """Whether the call holds its thread until someone else answers, sessions apart."""
    return effect.blocks and effect.kind in _WAITS and not is_session_io(effect)


def is_session_io(effect: Effect) -> bool:
    """Whether the call is I/O of a synchronous SQLAlchemy or SQLModel session."""
    return effect.blocks and effect.kind == "database" and effect.name.startswith(_SESSIONS)


def computes(effect: Effect) -> bool:
    """Whether the call keeps its thread busy for noticeable time."""
    return effect.blocks and effect.kind == "cpu"


def reads_or_writes_files(effect: Effect) -> bool:
    """Whether the call holds its thread until a disk answers."""
    return effect.blocks and effect.kind == "file"


class Blocking:
    """Says which calls hold up the event loop, each to one checker alone."""

    def __init__(self, effects: Effects, lifetimes: Lifetimes, twins: Twins) -> None:
        self._effects = effects
        self._lifetimes = lifetimes
        self._twins = twins

    def calls(self, function: FunctionSymbol, wanted: Wanted) -> Iterator[tuple[Site, Chain]]:
        """The calls of *function*, if it runs on the event loop, that have a *wanted* effect there,
        and how (see ``holds``).

        Not those that only the first request makes, and not those ``with_twins``.
        """
        for site, chain in self._held(function, wanted):
            if self._twins.of(site, function) is None:
                yield site, chain

    def with_twins(self, function: FunctionSymbol) -> Iterator[tuple[Site, Twin]]:
        """The calls of *function* that hold up the event loop beside a twin it could await."""
        for site, _ in self._held(function, blocks):
            twin = self._twins.of(site, function)
            if twin is not None:
                yield site, twin

    def _held(self, function: FunctionSymbol, wanted: Wanted) -> Iterator[tuple[Site, Chain]]:
        for site in self._blocking(function):
            chain = holds(site, wanted, self._effects)
            if chain is not None and not self._lifetimes.happens_once(site, function, chain):
                yield site, chain

    @kept
    def _blocking(self, function: FunctionSymbol) -> tuple[Site, ...]:
        """The calls of *function*, if it runs on the event loop, that hold it up, for whatever."""
        if not self._effects.on_event_loop(function):
            return ()
        leading = self._effects.leading(function)
        return tuple([s for s, *_ in leading if holds(s, blocks, self._effects) is not None])


def blocks(effect: Effect) -> bool:
    """Whether the call holds its thread, for whatever."""
    return effect.blocks


def holds(site: Site, wanted: Wanted, effects: Effects) -> Chain | None:
    """How the call at *site* has a *wanted* effect on the spot: by itself (a chain without steps),
    or through the functions that it enters."""
    if not site.is_asynchronous:
        for effect in effects.library_effects(site):
            if wanted(effect):
                return Chain((), effect)
    for function in effects.targets(site).functions:
        if not effects.runs_at_once(function, site):
            continue
        chain = effects.reached(function, wanted, site)
        if chain is not None:
            return chain
    return None
