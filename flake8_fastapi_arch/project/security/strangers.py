"""What becomes of a request that nobody is logged in for: where it gets an answer all the same, and
where code takes for granted that somebody is there."""

from __future__ import annotations

import functools
from collections.abc import Iterator, Mapping

from flake8_fastapi_arch.facts.model import (
    Attribute,
    BoolOp,
    Call,
    Class,
    Compare,
    Constant,
    ExceptHandler,
    Expression,
    Function,
    If,
    Module,
    Name,
    Node,
    Raise,
    Subscript,
    Try,
)
from flake8_fastapi_arch.facts.walk import definitions, last_name, own, statements, walk
from flake8_fastapi_arch.project.flow.effects import Effects
from flake8_fastapi_arch.project.inference.types import Types
from flake8_fastapi_arch.project.modules.names import Names
from flake8_fastapi_arch.project.modules.scopes import Scope
from flake8_fastapi_arch.project.modules.symbols import ClassSymbol, FunctionSymbol
from flake8_fastapi_arch.project.routes.application import Dependency, Route
from flake8_fastapi_arch.project.security.authentication import Authentication, Verdict
from flake8_fastapi_arch.project.security.refusals import BAGS, FORBIDDEN, UNAUTHENTICATED

_MIDDLEWARE = "starlette.middleware.authentication:AuthenticationMiddleware"
_BACKEND = "starlette.authentication.AuthenticationBackend"
_NOBODY = "starlette.authentication.UnauthenticatedUser"
_OF_NOBODY = frozenset({"is_authenticated", "display_name", "identity"})
"""What Starlette's UnauthenticatedUser has, too."""
_TURNED_AWAY = frozenset({UNAUTHENTICATED, FORBIDDEN})
_CATCHING = frozenset({"AttributeError", "Exception", "BaseException"})
_ASKING = frozenset({"isinstance", "hasattr", "getattr", "has_required_scope"})
_DEEP = 3


class Strangers:
    """Answers what strangers meet, whom Starlette's middleware gives a ``request.user`` as well."""

    def __init__(
        self,
        modules: Mapping[str, Module],
        names: Names,
        types: Types,
        effects: Effects,
        authentication: Authentication,
    ) -> None:
        self._modules = modules
        self._names = names
        self._types = types
        self._effects = effects
        self._authentication = authentication

    def get_answer(self, route: Route) -> bool:
        """Whether strangers surely get what the handler of *route* returns: nothing before it can
        refuse them, and what it refuses itself are false credentials, not missing ones."""
        handler = route.handler
        if handler is None or not route.closure.complete or not self._lets_pass(route):
            return False
        return not any(True for _ in self._refusing(handler, self._only_with_credentials(handler)))

    def taken_for_users(self, function: FunctionSymbol, route: Route) -> Attribute | None:
        """The read of ``request.user.x`` by which *function*, the handler of *route* or one of its
        dependencies, fails for strangers, who have no ``x``; None where there is none for sure."""
        if not route.closure.complete or not self._makes_nobody(route):
            return None
        read = self._first_read(function)
        return read if read is not None and self._lets_pass(route, function) else None

    # ── around

    def _lets_pass(self, route: Route, reader: FunctionSymbol | None = None) -> bool:
        """Whether all around the handler of *route* lets strangers pass for sure; what *reader*
        does itself is left out."""
        for verdict, guard in self._authentication.outside(route):
            if guard.dependency is not None and _runs(guard.dependency, reader):
                continue
            if verdict in (Verdict.REFUSES, Verdict.UNKNOWN):
                return False
        return True

    def _makes_nobody(self, route: Route) -> bool:
        return _MIDDLEWARE in route.middleware and self._backend_lets_pass

    @functools.cached_property
    def _backend_lets_pass(self) -> bool:
        """Whether a backend of the project answers that nobody is there."""
        backends = [
            FunctionSymbol(module, method)
            for module in self._modules.values()
            for cls in definitions(module)
            if isinstance(cls, Class) and cls.bases
            if _BACKEND in self._types.library_bases(ClassSymbol(module, cls))
            for method in cls.body
            if isinstance(method, Function) and method.name == "authenticate"
        ]
        return bool(backends) and all(map(self._gives_nobody, backends))

    def _gives_nobody(self, backend: FunctionSymbol) -> bool:
        if self._authentication.refusals.lets_pass(backend):
            return True
        sites = self._effects.sites(backend)
        return any(_NOBODY in self._effects.targets(site).libraries for site in sites)

    # ── inside

    def _refusing(self, function: FunctionSymbol, spared: frozenset[int]) -> Iterator[int]:
        """The lines where *function* may turn somebody away, those of the *spared* records not."""
        refusals = self._authentication.refusals
        scope = self._names.scope_of(function.module, function.node)
        for node in own(function.node, Raise):
            if node.exc is None or id(node) in spared:
                continue
            if refusals.raised(node.exc, scope) in _TURNED_AWAY:
                yield node.line
        doubts = refusals.own(function).doubts
        for site in self._effects.sites(function):
            if id(site.call) in spared:
                continue
            called = self._effects.targets(site).functions
            statuses = refusals.of(called, _DEEP).refuses | refusals.handed_on(site)
            if statuses & _TURNED_AWAY or last_name(site.call.func) in doubts:
                yield site.line

    def _only_with_credentials(self, function: FunctionSymbol) -> frozenset[int]:
        """The records of *function* that only run where the request brings credentials."""
        if not isinstance(function.node, Function):
            return frozenset()
        scope = self._names.scope_of(function.module, function.node)
        return frozenset(
            id(node)
            for statement in statements(function.node.body)
            if isinstance(statement, If) and self._asks_for_credentials(statement.test, scope)
            for inner in statement.body
            for node in walk(inner)
        )

    def _asks_for_credentials(self, test: Expression, scope: Scope) -> bool:
        refusals = self._authentication.refusals
        match test:
            case Compare(ops=("in",), comparators=(Attribute(value=inner, attr=attr),)):
                return attr in BAGS and refusals.is_connection(inner, scope)
            case Compare(left=left, ops=("is not",), comparators=(Constant(value=None),)):
                return self._asks_for_credentials(left, scope)
            case BoolOp(op="and", values=values):
                return any(self._asks_for_credentials(value, scope) for value in values)
            case Name(id=name):
                bound = scope.bindings.get(name, ())
                return len(bound) == 1 and (
                    isinstance(bound[0].value, (Call, Subscript))
                    and refusals.reads(bound[0].value, scope)
                )
            case Call() | Subscript():
                return refusals.reads(test, scope)
        return False

    def _first_read(self, function: FunctionSymbol) -> Attribute | None:
        """The first read of what only users have, before which nobody asks and nobody refuses."""
        inside = self._authentication.refusals.with_nested(function)
        caught = frozenset(id(n) for each in inside for n in _caught(each.node))
        reads: list[Attribute] = []
        asked: list[int] = []
        for each in inside:
            scope = self._names.scope_of(each.module, each.node)
            for node in own(each.node, Attribute, Call):
                match node:
                    case Attribute(value=Attribute(attr="user") as user) if self._is_user(
                        user, scope
                    ):
                        if node.attr in _OF_NOBODY:
                            asked.append(node.line)
                        elif id(node) not in caught:
                            reads.append(node)
                    case Attribute(attr="auth") if self._is_user(node, scope):
                        asked.append(node.line)
                    case Call() if last_name(node.func) in _ASKING:
                        asked.append(node.line)
        first = min(reads, key=lambda read: read.line, default=None)
        if first is None:
            return None
        asked += [line for each in inside for line in self._refusing(each, frozenset())]
        return first if all(line > first.line for line in asked) else None

    def _is_user(self, attribute: Attribute, scope: Scope) -> bool:
        return self._authentication.refusals.is_connection(attribute.value, scope)


def _runs(dependency: Dependency, function: FunctionSymbol | None) -> bool:
    """Whether *dependency*, or one below it, is *function* itself."""
    return function is not None and any(below.callee == function for below in dependency.flat())


def _caught(node: Node) -> Iterator[Node]:
    """What stands in a ``try`` of the function that catches missing attributes."""
    for statement in statements(node.body) if isinstance(node, Function) else ():
        if isinstance(statement, Try) and any(map(_catches, statement.handlers)):
            for inner in statement.body:
                yield from walk(inner)


def _catches(handler: ExceptHandler) -> bool:
    caught = handler.caught
    return caught is None or any(
        isinstance(node, Name) and node.id in _CATCHING for node in walk(caught)
    )
