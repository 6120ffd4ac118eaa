"""Which effects are database queries."""

from __future__ import annotations

from flake8_fastapi_arch.project.libraries import Effect

_REPEATED = (".commit", ".flush", ".refresh")


def reads_or_changes_rows(effect: Effect) -> bool:
    """Whether the call sends a statement for rows; commit, flush and refresh are apart."""
    return effect.query and not effect.name.endswith(_REPEATED)
