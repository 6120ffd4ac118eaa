"""The columns by which requests look rows up."""

from __future__ import annotations

import functools
from collections.abc import Iterator, Mapping

from flake8_fastapi_arch.facts.model import Attribute, Expression
from flake8_fastapi_arch.project.calls import Site
from flake8_fastapi_arch.project.data import Data
from flake8_fastapi_arch.project.effects import Effects
from flake8_fastapi_arch.project.query_state import Statement
from flake8_fastapi_arch.project.rows import Rows
from flake8_fastapi_arch.project.symbols import ClassSymbol


class Lookups:
    """Finds the queries on the request path that no index helps, once."""

    def __init__(self, data: Data, rows: Rows, effects: Effects) -> None:
        self._data = data
        self._rows = rows
        self._effects = effects

    def unindexed(self, cls: ClassSymbol) -> Mapping[str, Site]:
        """The columns of the table *cls* that some query compares with a value where no index of
        the model helps, each with the first call that sends such a query."""
        return self._unindexed.get(cls, {})

    @functools.cached_property
    def _unindexed(self) -> Mapping[ClassSymbol, Mapping[str, Site]]:
        found: dict[ClassSymbol, dict[str, Site]] = {}
        functions = self._effects.serving_functions()
        for function in sorted(functions, key=lambda f: (f.module.path, f.node.line, f.node.col)):
            for site in self._effects.queries(function):
                for statement in self._statements(site):
                    for cls, column in self._searched(statement):
                        found.setdefault(cls, {}).setdefault(column, site)
        return found

    def _statements(self, site: Site) -> Iterator[Statement]:
        sent: list[Expression] = [*site.call.args[:1]]
        if isinstance(site.call.func, Attribute):
            sent.append(site.call.func.value)
        for expression in sent:
            yield from self._rows.statements(expression, site.scope)

    def _searched(self, statement: Statement) -> Iterator[tuple[ClassSymbol, str]]:
        if len(statement.entities) != 1 or len(statement.roots) != 1 or not statement.known:
            return
        cls = statement.entities[0]
        table = self._data.table(cls)
        if table is None or not table.complete or not statement.equal <= set(table.columns):
            return
        if not any(table.is_indexed(column) for column in statement.compared):
            for column in sorted(statement.equal):
                yield cls, column
