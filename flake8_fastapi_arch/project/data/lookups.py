"""The columns by which requests look rows up."""

from __future__ import annotations

import collections
import functools
from collections.abc import Iterator, Mapping

from flake8_fastapi_arch.facts.model import Attribute, Expression
from flake8_fastapi_arch.project.data.query_state import Statement
from flake8_fastapi_arch.project.data.rows import Rows
from flake8_fastapi_arch.project.data.tables import Data
from flake8_fastapi_arch.project.flow.calls import Site
from flake8_fastapi_arch.project.flow.effects import Effects
from flake8_fastapi_arch.project.modules.symbols import ClassSymbol


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
        searches: list[tuple[Site, ClassSymbol, frozenset[str]]] = []
        functions = self._effects.serving_functions()
        for function in sorted(functions, key=lambda f: (f.module.path, f.node.line, f.node.col)):
            for site in self._effects.queries(function):
                for statement in self._statements(site):
                    if self._is_search(statement):
                        searches.append((site, statement.entities[0], statement.equal))
        often = collections.Counter((cls, name) for _, cls, names in searches for name in names)
        found: dict[ClassSymbol, dict[str, Site]] = {}
        for site, cls, names in searches:
            # One index serves all conditions of a query: the one that serves most queries.
            best = min(names, key=lambda name: (-often[cls, name], name))
            found.setdefault(cls, {}).setdefault(best, site)
        return found

    def _statements(self, site: Site) -> Iterator[Statement]:
        sent: list[Expression] = [*site.call.args[:1]]
        if isinstance(site.call.func, Attribute):
            sent.append(site.call.func.value)
        for expression in sent:
            yield from self._rows.statements(expression, site.scope)

    def _is_search(self, statement: Statement) -> bool:
        """Whether *statement* compares columns of one table, none of which an index leads to."""
        if len(statement.entities) != 1 or len(statement.roots) != 1 or not statement.known:
            return False
        table = self._data.table(statement.entities[0])
        if table is None or not table.complete or not statement.equal:
            return False
        return statement.equal <= set(table.columns) and not any(
            table.is_indexed(column) for column in statement.compared
        )
