"""What SQLAlchemy's statements, results and queries hold: the rows that flow through their methods.

A statement, a ``Result`` and a ``Query`` are instances with one argument, what a row is: a tuple of
what was selected, or the entity itself behind ``scalars()`` and ``query(Entity)``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from flake8_fastapi_arch.facts.model import Call, Expression
from flake8_fastapi_arch.project.inference.instances import (
    UNKNOWN,
    Instance,
    Value,
    Values,
    instance_of,
)
from flake8_fastapi_arch.project.modules.scopes import Scope
from flake8_fastapi_arch.project.modules.symbols import ClassSymbol, LibrarySymbol

if TYPE_CHECKING:
    from flake8_fastapi_arch.project.inference.types import Types

STATEMENT = "sqlalchemy.Select"  # and what else gives rows: an ``update()`` with ``returning()``
CHANGE = "sqlalchemy.UpdateBase"
QUERY = "sqlalchemy.orm.Query"
RESULTS = frozenset({"sqlalchemy.Result", "sqlalchemy.ext.asyncio.AsyncResult"})
SESSIONS = frozenset(
    {
        "sqlalchemy.orm.Session", "sqlalchemy.ext.asyncio.AsyncSession", "sqlalchemy.Connection",
        "sqlalchemy.ext.asyncio.AsyncConnection",
    }
)  # fmt: skip
_ALL = frozenset({"all", "fetchall", "fetchmany", "partitions"})
_ONE = frozenset({"first", "one", "one_or_none", "fetchone"})
_SCALAR = frozenset({"scalar", "scalar_one", "scalar_one_or_none"})

_WIDEST = 16  # columns of a row that are told apart


def selected(types: Types, call: Call, scope: Scope) -> Values:
    """The row of ``select(...)`` or ``returning(...)``: a tuple of what its arguments stand for."""
    return _row([_held(types, argument, scope) for argument in call.args])


def given_by_method(
    types: Types, receiver: Instance, dotted: str, call: Call, scope: Scope
) -> Values | None:
    """What a method of a session, a result or a query gives, None for any other method."""
    method = dotted.rpartition(".")[2]
    bases = types.library_bases(LibrarySymbol(dotted.rpartition(".")[0]))
    if not SESSIONS.isdisjoint(bases):
        return _of_session(types, method, bases, call, scope)
    if CHANGE in bases and method == "returning":
        return _one(STATEMENT, selected(types, call, scope))
    if not receiver.arguments:
        return None
    if not RESULTS.isdisjoint(bases):
        return _of_result(receiver, method)
    if QUERY in bases:
        return _of_query(receiver, method, call, types, scope)
    if STATEMENT in bases:
        return _of_statement(receiver, method, call, types, scope)
    return None


def gives_row(types: Types, call: Call, scope: Scope) -> bool:
    """Whether *call*, awaited or not, gives an entity, or a row with one."""
    given = types.of(call, scope)
    return _has_entity(types.awaited(given)) or _has_entity(given)


def _has_entity(values: Values) -> bool:
    for value in values:
        if isinstance(value, Instance):
            if isinstance(value.type, ClassSymbol):
                return True
            if value.library == "builtins.tuple" and any(map(_has_entity, value.arguments)):
                return True
    return False


def _of_session(
    types: Types, method: str, bases: tuple[str, ...], call: Call, scope: Scope
) -> Values | None:
    first = call.args[0] if call.args else call.keyword("statement")
    if first is None:
        return None
    if method in ("get", "get_one"):
        return _instances(types, first, scope) or None
    if method in ("merge",):
        return types.of(first, scope) or None
    if method == "query":
        held = [_held(types, argument, scope) for argument in call.args]
        alone = len(held) == 1 and bool(_instances(types, first, scope))
        return _one("sqlalchemy.orm.Query", held[0] if alone else _row(held))
    row = _rows(types.of(first, scope))
    if not row:
        return None
    asynchronous = method.startswith("stream")
    result = "sqlalchemy.ext.asyncio.AsyncResult" if asynchronous else "sqlalchemy.Result"
    match method:
        case "execute" | "stream":
            return _one(result, row)
        case "scalars" | "stream_scalars":
            return _one(result, _first(row))
        case "scalar":
            return _first(row)
        case "exec":
            alone = all(isinstance(v, Instance) and len(v.arguments) == 1 for v in row)
            return _one(result, _first(row) if alone else row)
    return None


def _of_result(receiver: Instance, method: str) -> Values | None:
    row = receiver.arguments[0]
    if method in _ALL:
        return _one("builtins.list", row)
    if method in _ONE:
        return row
    if method in _SCALAR:
        return _first(row)
    if method == "scalars":
        return frozenset([_same(receiver, _first(row))])
    if method in ("unique", "tuples", "yield_per"):
        return frozenset([receiver])
    if method in ("mappings", "columns"):
        return frozenset([_same(receiver, UNKNOWN)])
    return None


def _of_query(
    receiver: Instance, method: str, call: Call, types: Types, scope: Scope
) -> Values | None:
    row = receiver.arguments[0]
    if method == "all":
        return _one("builtins.list", row)
    if method in ("first", "one", "one_or_none", "get"):
        return row
    if method == "scalar":
        return _first(row)
    if method in ("with_entities", "add_columns", "add_entity"):
        kept = [row] if method != "with_entities" else []
        held = [_held(types, argument, scope) for argument in call.args]
        return frozenset([_same(receiver, _row([*kept, *held]))])
    if method in ("count", "delete", "update", "exists", "subquery", "cte", "statement"):
        return None
    return frozenset([receiver])


def _of_statement(
    receiver: Instance, method: str, call: Call, types: Types, scope: Scope
) -> Values | None:
    if method == "with_only_columns":
        return _one(STATEMENT, selected(types, call, scope))
    if method in ("add_columns", "column"):
        held = [_held(types, argument, scope) for argument in call.args]
        rows = [row for row in receiver.arguments[0] if isinstance(row, Instance)]
        columns = [argument for row in rows for argument in row.arguments]
        return _one(STATEMENT, _row([*columns, *held]))
    if method in ("subquery", "cte", "scalar_subquery", "exists", "alias", "lateral", "compile"):
        return UNKNOWN
    return frozenset([receiver])


def _rows(statements: Values) -> Values:
    """What the rows of statements are."""
    return frozenset(
        row
        for value in statements
        if isinstance(value, Instance) and value.library == STATEMENT and value.arguments
        for row in value.arguments[0]
    )


def _first(row: Values) -> Values:
    """The first column of rows that are tuples; other rows are their own."""
    found: set[Value] = set()
    for value in row:
        if isinstance(value, Instance) and value.library == "builtins.tuple":
            found |= value.arguments[0] if value.arguments else UNKNOWN
        else:
            found.add(value)
    return frozenset(found)


def _held(types: Types, argument: Expression, scope: Scope) -> Values:
    """What a column of the rows holds for one selected expression: an entity, or unknown."""
    return _instances(types, argument, scope)


def _instances(types: Types, entity: Expression, scope: Scope) -> Values:
    return frozenset(
        Instance(value) for value in types.of(entity, scope) if isinstance(value, ClassSymbol)
    )


def _row(columns: list[Values]) -> Values:
    """A row of *columns*, which have no end where a loop adds them."""
    return _one("builtins.tuple", *columns[:_WIDEST])


def _one(dotted: str, *arguments: Values) -> Values:
    return frozenset([instance_of(dotted, *arguments)])


def _same(receiver: Instance, row: Values) -> Instance:
    return Instance(receiver.type, (row,))
