"""Which variables of a function hold rows of a session."""

from __future__ import annotations

from flake8_fastapi_arch.facts.model import Assign, Attribute, Call, Expression, Function, Name
from flake8_fastapi_arch.facts.text import text
from flake8_fastapi_arch.facts.walk import own_nodes, walk
from flake8_fastapi_arch.project.data.rows import Rows
from flake8_fastapi_arch.project.data.tables import Data
from flake8_fastapi_arch.project.inference.types import Instance, Types
from flake8_fastapi_arch.project.modules.scopes import Scope
from flake8_fastapi_arch.project.modules.symbols import ClassSymbol


class HeldRows:
    """Answers for one place at a time, which must lie in the body of a function."""

    def __init__(self, types: Types, data: Data, rows: Rows) -> None:
        self._types = types
        self._data = data
        self._rows = rows

    def at(
        self, line: int, session: str, function: Function, scope: Scope, *, is_async: bool
    ) -> frozenset[str]:
        """The variables that hold a row of *session* at *line*: added to it, or found by it."""
        found: set[str] = set()
        gone: set[str] = set()
        for node in own_nodes(function):
            match node:
                case Call(Attribute(value, "add"), (Name(id=row), *_)) if text(value) == session:
                    if node.line < line and self._is_row(row, scope):
                        found.add(row)
                case Call(Attribute(value, "delete" | "expunge"), (Name(id=row), *_)):
                    gone.add(row)
                case Assign(targets=(Name(id=row),), value=value) if value and node.line < line:
                    if self._is_row(row, scope) and self._is_from(value, session, scope, is_async):
                        found.add(row)
        return frozenset(found - gone)

    def _is_row(self, name: str, scope: Scope) -> bool:
        bindings = scope.bindings.get(name, ())
        kinds = {binding.kind for binding in bindings}
        values = [
            value
            for binding in bindings
            if binding.kind == "assign" and binding.value is not None
            for value in self._types.of(binding.value, scope)  # type: ignore[arg-type]
        ]
        return kinds == {"assign"} and any(
            isinstance(value, Instance)
            and isinstance(value.type, ClassSymbol)
            and self._data.table(value.type) is not None
            for value in values
        )

    def _is_from(self, value: Expression, session: str, scope: Scope, is_async: bool) -> bool:
        """Whether *value* is a row of a query that *session* sends in this function."""
        if not any(isinstance(n, (Name, Attribute)) and text(n) == session for n in walk(value)):
            result = [n for n in walk(value) if isinstance(n, Name)]
            sent = [b.value for n in result for b in scope.bindings.get(n.id, ()) if b.value]
            if not any(text(n) == session for v in sent for n in walk(v) if isinstance(n, Name)):
                return False
        sources = self._rows.of(value, scope)
        return bool(sources) and all(
            s.is_async is is_async and s.single and not s.path for s in sources
        )
