"""The columns by which requests look rows up."""

from __future__ import annotations

import collections
import functools
from collections.abc import Iterator, Mapping

from flake8_fastapi_arch.facts.model import Attribute, Expression
from flake8_fastapi_arch.project.data.query_state import Statement
from flake8_fastapi_arch.project.data.rows import Rows
from flake8_fastapi_arch.project.data.tables import Column, Data
from flake8_fastapi_arch.project.flow.calls import Site
from flake8_fastapi_arch.project.flow.effects import Effects
from flake8_fastapi_arch.project.modules.symbols import ClassSymbol

_FEW = ("bool", "boolean", "enum")
_FEW_WORDS = frozenset(
    {"status", "state", "kind", "type", "role", "active", "deleted", "enabled", "flag", "visible"}
)
_MOST = 3


class Lookups:
    """Finds the queries on the request path that no index helps, once."""

    def __init__(self, data: Data, rows: Rows, effects: Effects) -> None:
        self._data = data
        self._rows = rows
        self._effects = effects

    def unindexed(self, cls: ClassSymbol) -> Mapping[str, Site]:
        """The columns of the table *cls* that some query compares with a value where no index of
        the model helps, each with the first call that sends such a query; without columns of few
        values."""
        return self._unindexed.get(cls, {})

    @functools.cached_property
    def _unindexed(self) -> Mapping[ClassSymbol, Mapping[str, Site]]:
        searches: list[tuple[Site, ClassSymbol, frozenset[str]]] = []
        functions = self._effects.serving_functions()
        for function in sorted(functions, key=lambda f: (f.module.path, f.node.line, f.node.col)):
            for site in self._effects.queries(function):
                for statement in self._statements(site):
                    names = self._searched(statement)
                    if names:
                        searches.append((site, statement.entities[0], names))
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

    def _searched(self, statement: Statement) -> frozenset[str]:
        """The columns of one table that *statement* compares with a value each time it is sent, and
        that an index could serve: foreign keys, where there are some. None where an index does.

        Whoever compares more columns than a few asks whether such a row is there already.
        """
        if len(statement.entities) != 1 or len(statement.roots) != 1 or not statement.known:
            return frozenset()
        table = self._data.table(statement.entities[0])
        if table is None or not table.complete or not statement.equal <= set(table.columns):
            return frozenset()
        names = statement.equal & statement.given
        if len(names) > _MOST or any(map(table.is_indexed, statement.compared)):
            return frozenset()
        keys = frozenset(n for n in names if table.columns[n].foreign_key is not None)
        return keys or frozenset(n for n in names if not _has_few_values(table.columns[n]))


def _has_few_values(column: Column) -> bool:
    kind = (column.type or "").rpartition(".")[2].lower()
    words = column.name.lower().split("_")
    return (
        not kind
        or kind.startswith(_FEW)
        or column.length == 1
        or not _FEW_WORDS.isdisjoint(words)
        or words[0] == "is"
    )
