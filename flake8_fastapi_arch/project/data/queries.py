"""Which effects are database queries."""

from __future__ import annotations

import re

from flake8_fastapi_arch.facts.model import Call, Constant, JoinedStr
from flake8_fastapi_arch.facts.walk import walk
from flake8_fastapi_arch.project.libraries import Effect

_NOT_ABOUT_ROWS = (
    "CREATE ", "ALTER ", "DROP ", "GRANT ", "REVOKE ", "SET ", "LOCK ", "ANALYZE ", "PRAGMA ",
    "ATTACH ", "BEGIN", "NOTIFY ", "LISTEN ",
    "SELECT PG_ADVISORY", "SELECT PG_TRY_ADVISORY",
)  # fmt: skip
_OF_ONE_KEY = re.compile(
    r"redis\.(asyncio\.)?Redis(Cluster)?\.(get|hget|hgetall|exists|ttl|smembers|delete|unlink)"
)
_REPEATED = (".commit", ".flush", ".refresh")


def reads_or_changes_rows(effect: Effect) -> bool:
    """Whether the call sends a statement for rows; commit, flush and refresh are apart."""
    return effect.query and not effect.name.endswith(_REPEATED)


def commits(effect: Effect) -> bool:
    """Whether the call commits. One function for all who search for it: what a search found is kept
    by the function that chooses its effects."""
    return effect.commit


def ends_transaction(effect: Effect) -> bool:
    """Whether the call commits, or enters a block at whose end that happens."""
    return effect.commit or effect.transaction


def asks_for_one_key(effect: Effect) -> bool:
    """Whether the call asks a key-value store about one key, of several that it takes at once or in
    a pipeline."""
    return _OF_ONE_KEY.fullmatch(effect.name) is not None


def is_about_no_rows(call: Call) -> bool:
    """Whether the statement written out in *call* is about no rows: ``CREATE INDEX``."""
    for argument in call.args[:1]:
        for node in walk(argument):
            first = node.parts[0] if isinstance(node, JoinedStr) and node.parts else node
            if isinstance(first, Constant) and isinstance(first.value, str):
                return first.value.lstrip().upper().startswith(_NOT_ABOUT_ROWS)
    return False
