"""Whether anything ends a route's transactions with a commit, as far as that can be known."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable, Iterator

from flake8_fastapi_arch.facts.model import (
    Await,
    Call,
    Constant,
    Expression,
    Function,
    Lambda,
    With,
)
from flake8_fastapi_arch.facts.text import text
from flake8_fastapi_arch.facts.walk import dotted, own
from flake8_fastapi_arch.project.data.sessions import Sessions
from flake8_fastapi_arch.project.flow.calls import Site
from flake8_fastapi_arch.project.flow.effects import Effects
from flake8_fastapi_arch.project.inference.types import Bound, Instance, Types
from flake8_fastapi_arch.project.libraries import Libraries
from flake8_fastapi_arch.project.modules.names import Names
from flake8_fastapi_arch.project.modules.scopes import Scope
from flake8_fastapi_arch.project.modules.symbols import ClassSymbol, FunctionSymbol, LibrarySymbol
from flake8_fastapi_arch.project.routes.application import Route

_HARMLESS = frozenset(
    {
        "staticmethod", "classmethod", "property", "contextmanager", "asynccontextmanager",
        "abstractmethod", "overload", "lru_cache", "cache", "cached_property", "wraps", "override",
        "setter",
    }
)  # fmt: skip
_ROUTING = frozenset({"get", "post", "put", "patch", "delete", "head", "options", "api_route",
                      "websocket", "route"})  # fmt: skip
_SPEAKING = ("commit", "transaction", "atomic", "save", "persist", "unit_of_work", "uow")
_MAKERS = ("create_engine", "create_async_engine", "sessionmaker", "async_sessionmaker", "Session",
           "AsyncSession", "execution_options")  # fmt: skip


class Transactions:
    """Follows everything that runs for a route, and says when it loses sight."""

    def __init__(
        self,
        names: Names,
        types: Types,
        libraries: Libraries,
        effects: Effects,
        sessions: Sessions,
        calls_named: Callable[[str], Iterable[tuple[Call, Scope]]],
    ) -> None:
        self._names = names
        self._types = types
        self._libraries = libraries
        self._effects = effects
        self._sessions = sessions
        self._calls_named = calls_named

    def may_commit(self, routes: Iterable[Route]) -> bool:
        """Whether something commits for one of *routes*, or might: what is not understood might."""
        return self._commits_aside or any(self._may_commit_for(route) for route in routes)

    def _may_commit_for(self, route: Route) -> bool:
        if not route.complete or route.handler is None:
            return True
        pending = [route.handler]
        for dependency in route.closure.flat():
            match dependency.callee:
                case FunctionSymbol() as function:
                    pending.append(function)
                case ClassSymbol() as cls:
                    name = "__call__" if dependency.is_instance else "__init__"
                    pending += self._methods(cls, (name,))
                case LibrarySymbol(name) if name.startswith("fastapi."):
                    pass
                case _:
                    return True
        seen = set(pending)
        while pending:
            function = pending.pop()
            if _is_wrapped(function, is_handler=function == route.handler):
                return True
            if any(map(self._might_commit, self._effects.sites(function))):
                return True
            for inner in (*self._effects.runs(function).now_or_later, *self._left(function)):
                if inner is None:
                    return True
                if inner not in seen:
                    seen.add(inner)
                    pending.append(inner)
        return False

    def _might_commit(self, site: Site) -> bool:
        """Whether the call at *site* commits, or is unknown and could."""
        if any(e.commit or e.transaction for e in self._effects.library_effects(site)):
            return True
        targets = self._effects.targets(site)
        if targets.functions or any(map(self._libraries.describes, targets.libraries)):
            return False
        if any(word in text(site.call.func).lower() for word in _SPEAKING):
            return True
        passed = site.call.passed
        return any(self._sessions.is_session(argument, site.scope) for argument in passed)

    def _left(self, function: FunctionSymbol) -> Iterator[FunctionSymbol | None]:
        """What runs when the ``with`` blocks of *function* are left; None: unknown."""
        scope = self._names.scope_of(function.module, function.node)
        for node in own(function.node, With):
            for item in node.items:
                values = self._types.of(item.context, scope)
                if not values and not self._is_known(item.context, scope):
                    yield None
                for value in values:
                    if isinstance(value, Instance) and isinstance(value.type, ClassSymbol):
                        yield from self._methods(value.type, ("__exit__", "__aexit__"))

    def _is_known(self, context: Expression, scope: Scope) -> bool:
        """Whether the call whose result is entered is one of a known library, or of the project."""
        inner = context.value if isinstance(context, Await) else context
        if not isinstance(inner, Call):
            return False
        values = self._types.of(inner.func, scope)
        targets = [v.target if isinstance(v, Bound) else v for v in values]
        return bool(targets) and all(
            self._libraries.describes(t.dotted) for t in targets if isinstance(t, LibrarySymbol)
        )

    def _methods(self, cls: ClassSymbol, names: tuple[str, ...]) -> Iterator[FunctionSymbol]:
        for name in names:
            found = self._types.member(cls, name)
            if found is not None and isinstance(found[1].value, Function):
                yield FunctionSymbol(found[0].module, found[1].value)

    @functools.cached_property
    def _commits_aside(self) -> bool:
        """Whether a middleware or a listener commits, or the database does after each statement."""
        for _call, scope in self._calls_named("commit"):
            if isinstance(scope.owner, Function) and _runs_around(scope.owner):
                return True
        return any(
            _says_autocommit(call) for name in _MAKERS for call, _ in self._calls_named(name)
        )


def _says_autocommit(call: Call) -> bool:
    if call.is_spread:
        return True
    for keyword in call.keywords:
        match keyword.arg, keyword.value:
            case "autocommit", value:
                return not (isinstance(value, Constant) and value.value is False)
            case "isolation_level" | "execution_options", _:
                return True
    return False


def _runs_around(function: Function) -> bool:
    """Whether *function* looks like a middleware or a listener."""
    if function.name in ("dispatch", "__call__", "after_request"):
        return True
    words = (dotted(_callee(d)) or "" for d in function.decorators)
    return any(word.endswith(("middleware", "listens_for", "on_event")) for word in words)


def _is_wrapped(function: FunctionSymbol, is_handler: bool) -> bool:
    """Whether a decorator that is not known stands above *function*: it might commit."""
    node = function.node
    if isinstance(node, Lambda):
        return False
    for decorator in node.decorators:
        last = (dotted(_callee(decorator)) or "").rpartition(".")[2]
        if last not in _HARMLESS and not (is_handler and last in _ROUTING):
            return True
    return False


def _callee(decorator: Expression) -> Expression:
    return decorator.func if isinstance(decorator, Call) else decorator
