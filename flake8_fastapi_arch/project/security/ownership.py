"""Whose rows a handler loads, and whether it asks: rows with an owner, by an id of the client's."""

from __future__ import annotations

import re
from collections.abc import Iterator

import msgspec

from flake8_fastapi_arch.facts.model import (
    Assign,
    Attribute,
    Call,
    Compare,
    Expression,
    Function,
    Module,
    Name,
    Statement,
)
from flake8_fastapi_arch.facts.text import text
from flake8_fastapi_arch.facts.walk import statements, walk
from flake8_fastapi_arch.kept import kept
from flake8_fastapi_arch.project.data.models import Models
from flake8_fastapi_arch.project.data.tables import Data
from flake8_fastapi_arch.project.flow.effects import Effects
from flake8_fastapi_arch.project.inference.types import Instance, Types
from flake8_fastapi_arch.project.modules.names import Names
from flake8_fastapi_arch.project.modules.symbols import ClassSymbol, FunctionSymbol
from flake8_fastapi_arch.project.routes.application import Application, Route
from flake8_fastapi_arch.project.security.authentication import Authentication, Verdict

_OWNER = re.compile(r"(?:owner|user|author|creator|created_by|customer|account)(?:_id)?|created_by")
_SENT = frozenset({"path", "query", "body", "form"})
_ASKING = re.compile(
    r"owner|permission|permit|access|allowed|authori[sz]|check|ensure|verify|can_|require|belongs"
    r"|mine|for_user|by_user|scope|admin|superuser|current_user|policy|guard|assert",
    re.IGNORECASE,
)
_ABOUT_USERS = (Verdict.REFUSES, Verdict.OPTIONAL)
_VISIBILITY = re.compile(r"(?:is_)?(?:public|private|shared|published)|visibility|access_level")
_MAX_DEPTH = 2


class Loaded(msgspec.Struct, frozen=True):
    """A row, or the model that is made of one, which a handler loads by what the client names."""

    statement: Assign
    variable: str
    parameter: str
    table: ClassSymbol
    owner: str


class Ownership:
    """Compares the handlers of a module that load rows of one table."""

    def __init__(
        self,
        application: Application,
        names: Names,
        types: Types,
        data: Data,
        models: Models,
        effects: Effects,
        authentication: Authentication,
    ) -> None:
        self._application = application
        self._names = names
        self._types = types
        self._data = data
        self._models = models
        self._effects = effects
        self._authentication = authentication

    def loaded(self, route: Route) -> Iterator[Loaded]:
        """The rows with an owner that the handler of *route* loads by a value of the client's."""
        handler = route.handler
        if handler is None or not isinstance(handler.node, Function):
            return
        sent = {p.name for p in route.parameters if p.kind in _SENT and not p.symbols}
        scope = self._names.scope_of(handler.module, handler.node)
        for statement in statements(handler.node.body) if sent else ():
            if not isinstance(statement, Assign) or statement.value is None:
                continue
            target = statement.targets[0]
            named = {n.id for n in walk(statement.value) if isinstance(n, Name)}
            used = sent & named
            if not isinstance(target, Name) or not used or not _has_call(statement.value):
                continue
            if target.id in named:
                continue  # loaded before, and changed here
            for value in self._types.of(target, scope):
                if isinstance(value, Instance) and isinstance(value.type, ClassSymbol):
                    owner = self._owner_column(value.type)
                    if owner is not None:
                        yield Loaded(statement, target.id, min(used), value.type, owner)

    def asks(self, handler: FunctionSymbol, row: Loaded) -> bool:
        """Whether *handler* compares the row's owner with somebody."""
        return any(
            isinstance(node, Compare) and self._names_owner(node, row)
            for statement in _body(handler)
            for node in walk(statement)
        )

    def may_ask(self, route: Route, row: Loaded) -> bool:
        """Whether the handler, a dependency that takes the same parameter, or a function that gets
        the row or its id may find out whose it is."""
        handler = route.handler
        assert handler is not None
        if any(
            bound.name == row.parameter
            for dependency in route.closure.flat()
            for bound in dependency.parameters
        ):
            return True
        users = {
            item.parameter
            for item in route.closure.items
            if item.parameter is not None
            and any(self._authentication.verdict(d) in _ABOUT_USERS for d in item.flat())
        }
        for statement in _body(handler):
            for node in walk(statement):
                if isinstance(node, Attribute) and node.attr == row.owner:
                    return True
                if isinstance(node, Call) and self._may_decide(node, row, users):
                    return True
        return any(
            self._mentions_owner(callee, row.owner, 1)
            for site in self._effects.sites(handler)
            for callee in self._effects.targets(site).functions
            if site.call is row.statement.value or _takes(site.call, {row.variable, row.parameter})
        )

    @kept
    def asking_sibling(self, module: Module, row: ClassSymbol, reads: bool) -> Route | None:
        """A route of *module* whose handler loads such a *row* and compares its owner.

        That a route which changes rows asks says nothing of one that only *reads* them, unless
        the table tells which rows are for everybody.
        """
        comparable = not reads or any(_VISIBILITY.fullmatch(name) for name in self._columns(row))
        for registration in self._application.registrations_in(module):
            if registration.handler is None or not isinstance(registration.handler.node, Function):
                continue
            for route in self._application.routes_of(registration.handler.node)[:1]:
                if not comparable and "GET" not in route.methods:
                    continue
                for loaded in self.loaded(route):
                    if loaded.table == row and self.asks(registration.handler, loaded):
                        return route
        return None

    def _owner_column(self, cls: ClassSymbol) -> str | None:
        return next((name for name in self._columns(cls) if _OWNER.fullmatch(name)), None)

    def _columns(self, cls: ClassSymbol) -> tuple[str, ...]:
        """The columns of a table, the fields of a model that a row is made into."""
        table = self._data.table(cls)
        if table is not None:
            return tuple(table.columns)
        if self._models.is_pydantic(cls) or self._models.table_kind(cls) is not None:
            return tuple(field.name for field in self._models.fields(cls))
        return ()

    def _names_owner(self, node: Compare, row: Loaded) -> bool:
        return any(
            isinstance(inner, Attribute)
            and inner.attr == row.owner
            and isinstance(inner.value, Name)
            and inner.value.id == row.variable
            for inner in walk(node)
        )

    def _may_decide(self, call: Call, row: Loaded, users: set[str]) -> bool:
        """Whether *call* gets the user together with the row, or by its name asks for rights."""
        if _ASKING.search(text(call.func)):
            return True
        given = {
            n.id for argument in call.passed for n in walk(argument) if isinstance(n, Name)
        }
        attributes = {
            n.attr
            for argument in call.passed
            for n in walk(argument)
            if isinstance(n, Attribute)
        }
        gets_user = not given.isdisjoint(users) or "user" in attributes
        return gets_user and not given.isdisjoint({row.variable, row.parameter})

    def _mentions_owner(self, function: FunctionSymbol, owner: str, depth: int) -> bool:
        if any(
            isinstance(node, Attribute) and node.attr == owner
            for statement in _body(function)
            for node in walk(statement)
        ):
            return True
        return depth < _MAX_DEPTH and any(
            self._mentions_owner(callee, owner, depth + 1)
            for site in self._effects.sites(function)
            for callee in self._effects.targets(site).functions
        )


def _body(function: FunctionSymbol) -> tuple[Statement, ...]:
    return function.node.body if isinstance(function.node, Function) else ()


def _has_call(expression: Expression) -> bool:
    return any(isinstance(node, Call) for node in walk(expression))


def _takes(call: Call, names: set[str]) -> bool:
    return any(
        isinstance(node, Name) and node.id in names
        for argument in call.passed
        for node in walk(argument)
    )
