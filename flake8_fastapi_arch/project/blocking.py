"""Which effects hold up the event loop."""

from __future__ import annotations

from flake8_fastapi_arch.project.libraries import Effect

_WAITS = frozenset({"network", "database", "subprocess", "sleep", "lock", "mail", "queue"})
_SESSIONS = ("sqlalchemy.orm.", "sqlmodel.")


def waits(effect: Effect) -> bool:
    """Whether the call holds its thread until someone else answers, sessions apart."""
    return effect.blocks and effect.kind in _WAITS and not is_session_io(effect)


def is_session_io(effect: Effect) -> bool:
    """Whether the call is I/O of a synchronous SQLAlchemy or SQLModel session."""
    return effect.blocks and effect.kind == "database" and effect.name.startswith(_SESSIONS)
