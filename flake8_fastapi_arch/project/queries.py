"""Which effects are database queries."""

from __future__ import annotations

from flake8_fastapi_arch.facts.model import Call, Constant, JoinedStr
from flake8_fastapi_arch.facts.walk import walk
from flake8_fastapi_arch.project.libraries import Effect

_NOT_ABOUT_ROWS = (
    "CREATE ", "ALTER ", "DROP ", "GRANT ", "REVOKE ", "SET ", "LOCK ", "ANALYZE ", "PRAGMA ",
    "ATTACH ", "BEGIN",
)  # fmt: skip
_REPEATED = (".commit", ".flush", ".refresh")


def reads_or_changes_rows(effect: Effect) -> bool:
    """Whether the call sends a statement for rows; commit, flush and refresh are apart."""
    return effect.query and not effect.name.endswith(_REPEATED)


def is_about_no_rows(call: Call) -> bool:
    """Whether the statement written out in *call* is about no rows: ``CREATE INDEX``."""
    for argument in call.args[:1]:
        for node in walk(argument):
            first = node.parts[0] if isinstance(node, JoinedStr) and node.parts else node
            if isinstance(first, Constant) and isinstance(first.value, str):
                return first.value.lstrip().upper().startswith(_NOT_ABOUT_ROWS)
    return False
