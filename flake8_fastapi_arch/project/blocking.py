"""Which effects hold up the event loop."""

from __future__ import annotations

from collections.abc import Callable

from flake8_fastapi_arch.project.calls import Site
from flake8_fastapi_arch.project.effects import Chain, Effects
from flake8_fastapi_arch.project.libraries import Effect

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


def holds(site: Site, wanted: Callable[[Effect], bool], key: str, effects: Effects) -> Chain | None:
    """How the call at *site* has a *wanted* effect on the spot: by itself (a chain without steps),
    or through the functions that it enters. *key* names the question."""
    if not site.is_awaited:
        for effect in effects.library_effects(site):
            if wanted(effect):
                return Chain((), effect)
    for function in effects.targets(site).functions:
        chain = effects.reached(function, wanted, key, site)
        if chain is not None:
            return chain
    return None
