"""Which routes are only for those who run the application."""

from __future__ import annotations

import re
from collections.abc import Callable

from flake8_fastapi_arch.facts.model import (
    Assign,
    Attribute,
    Call,
    ExprStatement,
    Function,
    If,
    Name,
    Node,
    Raise,
    Statement,
)
from flake8_fastapi_arch.facts.walk import leaves, own, statements, walk
from flake8_fastapi_arch.kept import kept
from flake8_fastapi_arch.project.modules.symbols import FunctionSymbol
from flake8_fastapi_arch.project.routes.application import Route
from flake8_fastapi_arch.project.security.request_sources import RequestSources

_OFFICE = r"admin|super_?user|staff|operator|owner_only|root_user"
_RIGHT = r"(?:roles?|permissions?|privileges?|scopes?)"
_QUESTION = re.compile(rf"{_OFFICE}|{_RIGHT}", re.IGNORECASE)
# Everybody has a role: who is given one is asked for none.
_ASKING_DEPENDENCY = re.compile(
    rf"{_OFFICE}|(?:require|check|has|need|verify|ensure|allow|restrict)\w*{_RIGHT}"
    rf"|{_RIGHT}_?(?:check|require|guard|need)",
    re.IGNORECASE,
)


class Privileges:
    """Answers about handlers and dependencies. Names are all there is to go by: whoever writes
    ``get_current_superuser`` means it."""

    def __init__(self, sources: RequestSources) -> None:
        self._sources = sources

    @kept
    def is_for_administrators(self, function: FunctionSymbol) -> bool:
        """Whether every route that *function* serves seems to ask for more than a user, or the
        function itself does, and turns the others away."""
        return _has(function, _turns_away) or self._asks_of_all(function, _is_privileged)

    @kept
    def is_for_the_office(self, function: FunctionSymbol) -> bool:
        """The same, where a scope or a role, which every user may have, is not enough; a function
        that asks may also give others less."""
        return _has(function, _asks) or self._asks_of_all(function, _is_of_the_office)

    def _asks_of_all(self, function: FunctionSymbol, asks: Callable[[Route], bool]) -> bool:
        routes = self._sources.routes_of(function)
        return bool(routes) and all(map(asks, routes))


def _is_privileged(route: Route) -> bool:
    return _is_of_the_office(route) or any(
        dependency.scopes or _ASKING_DEPENDENCY.search(dependency.name.rpartition(":")[2])
        for dependency in route.closure.flat()
    )


def _is_of_the_office(route: Route) -> bool:
    return "admin" in route.path.lower() or any(
        re.search(_OFFICE, dependency.name.rpartition(":")[2], re.IGNORECASE)
        for dependency in route.closure.flat()
    )


def _has(function: FunctionSymbol, quality: Callable[[Function], bool]) -> bool:
    return isinstance(function.node, Function) and quality(function.node)


def _turns_away(function: Function) -> bool:
    """Whether the body asks who the user is and leaves where the answer is a certain one; a check
    that is called by name is taken to do so itself."""
    if not _asks(function):
        return False
    answers: set[str] = set()
    for statement in statements(function.body):
        match statement:
            case If(test, body, orelse):
                if any(_is_question(n) or _is_named(n, answers) for n in walk(test)) and (
                    leaves(body) or leaves(orelse) or _raises((*body, *orelse))
                ):
                    return True
            case ExprStatement(value):
                if any(map(_is_question, walk(value))):
                    return True
            case Assign(targets, value) if value is not None:
                if any(map(_is_question, walk(value))):
                    answers.update(target.id for target in targets if isinstance(target, Name))
    return False


def _is_named(node: Node, names: set[str]) -> bool:
    return isinstance(node, Name) and node.id in names


def _raises(body: tuple[Statement, ...]) -> bool:
    return any(isinstance(statement, Raise) for statement in statements(body))


def _asks(function: Function) -> bool:
    """Whether the body asks who the user is: ``user.is_admin``, ``user.role``, a check by name."""
    return any(map(_is_question, own(function, Attribute, Call)))


def _is_question(node: Node) -> bool:
    match node:
        case Attribute(attr=name):
            return bool(_QUESTION.search(name))
        case Call(func=Name(id=name)):
            return bool(_QUESTION.search(name))
    return False
