"""Who keeps strangers out of a route: dependencies, decorators, the handler itself, middleware."""

from __future__ import annotations

import enum
import functools
import re
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from typing import TypeVar

import msgspec

from flake8_fastapi_arch.facts.model import (
    Assign,
    Attribute,
    Call,
    Constant,
    Dict,
    Display,
    Expression,
    ExprStatement,
    Function,
    JoinedStr,
    Module,
    Name,
    Node,
    Return,
)
from flake8_fastapi_arch.facts.walk import definitions, own, own_nodes, root, statements, walk
from flake8_fastapi_arch.project.flow.calls import Site
from flake8_fastapi_arch.project.flow.effects import Effects
from flake8_fastapi_arch.project.inference.types import Bound, Instance, Types
from flake8_fastapi_arch.project.modules.files import is_test
from flake8_fastapi_arch.project.modules.imports import Imports
from flake8_fastapi_arch.project.modules.names import Names
from flake8_fastapi_arch.project.modules.scopes import Scope
from flake8_fastapi_arch.project.modules.symbols import ClassSymbol, FunctionSymbol, LibrarySymbol
from flake8_fastapi_arch.project.routes.application import (
    Application,
    Dependency,
    Place,
    Registration,
    Route,
)
from flake8_fastapi_arch.project.routes.middleware import Middleware
from flake8_fastapi_arch.project.security.neighbourhoods import Neighbourhood, grouped
from flake8_fastapi_arch.project.security.public_routes import PublicRoutes, address
from flake8_fastapi_arch.project.security.refusals import (
    AUTH_WORDS,
    BAD_REQUEST,
    CREDENTIAL,
    FORBIDDEN,
    UNAUTHENTICATED,
    Facts,
    Refusals,
    is_authentication_library,
)
from flake8_fastapi_arch.project.security.request_tests import RequestTests
from flake8_fastapi_arch.project.startup.fastapi_model import APPS

K = TypeVar("K", bound=Hashable)


class Status(enum.Enum):
    """Whether strangers get into a route."""

    GUARDED = "guarded"
    OPEN = "open"
    UNKNOWN = "unknown"


class Verdict(enum.Enum):
    """What a dependency does about strangers."""

    REFUSES = "refuses"
    OPTIONAL = "optional"  # looks at credentials, and lets strangers pass
    IGNORES = "ignores"
    UNKNOWN = "unknown"


class Guard(msgspec.Struct, frozen=True):
    """What keeps strangers out. ``kind`` is dependency, decorator, handler or middleware;
    ``place`` is that of its definition, None outside of the project."""

    kind: str
    name: str
    place: Place | None = None
    dependency: Dependency | None = None


class _Middleware(msgspec.Struct, frozen=True):
    """A middleware: the functions that get the requests, or what it does where none is known."""

    functions: tuple[FunctionSymbol, ...]
    guard: Guard
    otherwise: Verdict = Verdict.IGNORES


class Neighbour(msgspec.Struct, frozen=True):
    """A guarded route beside another one, and its guard."""

    route: Route
    guard: Guard

    @property
    def name(self) -> str:
        """The route in a word: its handler."""
        handler = self.route.handler
        return shown(self.route) if handler is None else handler.name.rpartition(".")[2]

    @property
    def evidence(self) -> tuple[tuple[Place, str], ...]:
        """Where the route stands and where its guard does, each in a few words."""
        registration = self.route.registration
        place = Place(registration.module.path, registration.line)
        found = [(place, f"`{self.name}` has `{self.guard.name}`")]
        if self.guard.place is not None:
            found.append((self.guard.place, f"`{self.guard.name}`"))
        return tuple(found)


_DEEP = 5
"""How many calls away a dependency, decorator or middleware may refuse."""
_IN_HANDLERS = 4
"""The same for handlers, whose services raise for other reasons."""
_CHECKING = re.compile(rf"{AUTH_WORDS.pattern}|key|user|check|ensure|assert", re.IGNORECASE)
_INJECTED = frozenset({"special", "header", "cookie", "dependency"})
_IDENTITY = re.compile(r"user|account|member|principal|viewer|actor|admin", re.IGNORECASE)
_OPEN_LIBRARIES = (
    "fastapi.", "starlette.", "sqlalchemy.", "sqlmodel.", "pydantic.", "fastapi_pagination.",
    "fastapi_filter.", "dependency_injector.", "fastapi_limiter.", "slowapi.", "redis.",
    "builtins.", "strawberry.", "motor.", "pymongo.", "httpx.",
)  # fmt: skip
_GUARDING_LIBRARIES = (
    "fastapi_users.", "fastapi_login.", "fastapi_azure_auth.", "fastapi_keycloak",
    "fastapi_clerk_auth.", "fastapi_cloudauth.", "fastapi_auth0.", "auth0_fastapi", "authx.",
    "fief_client.", "propelauth_fastapi.", "supertokens_python.",
)  # fmt: skip
_PASSIVE_MIDDLEWARE = (
    "starlette.middleware.authentication.", "starlette.middleware.sessions.", "starsessions.",
    "fastapi.middleware.", "starlette.middleware.",
)  # fmt: skip
_REGISTERING = frozenset(
    {
        "get", "put", "post", "delete", "options", "head", "patch", "trace", "api_route", "route",
        "websocket", "websocket_route", "add_api_route",
    }
)  # fmt: skip
_HARMLESS_DECORATORS = re.compile(
    r"(?:.*\.)?(?:limit|exempt|shared_limit|cache|cached|wraps|lru_cache|staticmethod|classmethod"
    r"|contextmanager|asynccontextmanager|deprecated|overload|override|inject|timed|trace[d]?"
    r"|observe|instrument|retry|version|api_version|cbv|no_type_check|singledispatch|time)"
)
_AUTHENTICATING = re.compile(
    r"authenticate|authorize|(?:verify|check|validate|require)_\w*(?:token|auth|key|user|session)"
)
_BEARING = re.compile(
    r"(?!page_|next_|continuation_|csrf_)(?:\w+_)?(?:token|api_?key|secret|signature|jwt"
    r"|password|authorization|credentials?|auth)",
    re.IGNORECASE,
)
_SECRET_PARAMETERS = re.compile(
    r"(?:^|_)(?:token|secret|signature|api_?key|access_?key|hash|nonce|invite_?code|invitation"
    r"|password|credential|share_?id|code|application_?key|app_?key)s?(?:$|_)",
    re.IGNORECASE,
)


class Authentication:
    """Answers what guards the routes of one application; every answer is kept."""

    def __init__(
        self,
        application: Application,
        modules: Mapping[str, Module],
        imports: Imports,
        names: Names,
        types: Types,
        effects: Effects,
        calls_of: Callable[..., list[tuple[Call, Scope]]],
        public_routes: PublicRoutes,
        request_tests: RequestTests,
        middleware: Middleware,
    ) -> None:
        """*calls_of* gives the calls in a module of library objects by dotted names."""
        self.public_routes = public_routes
        self._application = application
        self._modules = modules
        self._imports = imports
        self._names = names
        self._types = types
        self._effects = effects
        self._calls_of = calls_of
        self._request_tests = request_tests
        self._stack = middleware
        self.refusals = Refusals(modules, names, types, effects)
        self._verdicts: dict[Dependency, Verdict] = {}
        self._middlewares: dict[str, _Middleware] = {}
        self._of_middlewares: dict[tuple[tuple[FunctionSymbol, ...], frozenset[Node]], Verdict] = {}
        self._status: dict[Route, Status] = {}

    # ───────────────────────────── routes

    def guards(self, route: Route) -> tuple[Guard, ...]:
        """What surely or, under conditions of the configuration, refuses strangers at *route*."""
        return tuple(guard for verdict, guard in self._around(route) if verdict is Verdict.REFUSES)

    def status(self, route: Route) -> Status:
        """Whether strangers get into *route*; unknown where anything that may guard is unknown."""
        if route not in self._status:
            self._status[route] = self._status_of(route)
        return self._status[route]

    def optional(self, route: Route) -> tuple[Dependency, ...]:
        """The outermost dependencies of *route* that look at credentials and let strangers pass."""
        return tuple(d for d in route.closure.items if self.verdict(d) is Verdict.OPTIONAL)

    # ───────────────────────────── neighbours

    def routes_of(self, registration: Registration) -> tuple[Route, ...]:
        """The effective routes of *registration*."""
        return tuple(self._by_registration.get(registration, ()))

    def router_of(self, route: Route) -> Neighbourhood:
        """The routes that stand with *route* in one file and came to the app on the same way."""
        return self._by_router[_router(route)]

    def app_of(self, route: Route) -> Neighbourhood:
        """The routes of the app that serves *route*."""
        return self._by_app[route.app]

    def neighbour(self, route: Route, among: Sequence[Route]) -> Neighbour | None:
        """The first route *among* others with a guard that *route* could have as well: one that
        surely refuses, else one that is called so."""
        for guard_of in (self._shared_guard, self._seeming_guard):
            for other in among:
                guard = guard_of(other) if other is not route else None
                if guard is not None:
                    return Neighbour(other, guard)
        return None

    def guarded_write_beside(self, route: Route) -> Neighbour | None:
        """A guarded write beside the open *route*, where guards are the rule: at least half of the
        writes have one, in its router or in its app; or else one to the very same address."""
        for group in (self.router_of(route), self.app_of(route)):
            guarded, opened = group.writes
            if guarded and len(guarded) >= len(opened):
                return self.neighbour(route, guarded)
        same = self.app_of(route).writes_at(address(route))
        return self.neighbour(route, same) if "{" in route.path else None

    def has_shared_guard(self, route: Route) -> bool:
        """Whether *route* has a guard, or what is called like one, outside of its handler."""
        return self._shared_guard(route) is not None or self._seeming_guard(route) is not None

    def _shared_guard(self, route: Route) -> Guard | None:
        """What refuses strangers at *route* and may be put on others. A middleware says itself
        which paths it is for."""
        for verdict, guard in self.outside(route):
            if verdict is Verdict.REFUSES and guard.kind != "middleware":
                return guard
        return None

    def _seeming_guard(self, route: Route) -> Guard | None:
        """What a dependency that cannot be resolved is called in the sources."""
        if route.closure.complete or route.handler is None:
            return None
        module, node = route.handler.module, route.handler.node
        scope = self._names.scope_around(module, node)
        for parameter in node.parameters:
            for marker, _ in self._names.markers(parameter, scope):
                target = marker.args[0] if marker.args else marker.keyword("dependency")
                name = "" if target is None else _last_name(target)
                if _last_name(marker.func) in ("Depends", "Security") and AUTH_WORDS.search(name):
                    return Guard("dependency", name)
        return None

    @functools.cached_property
    def _by_registration(self) -> dict[Registration, list[Route]]:
        return grouped(self._application.routes, lambda route: route.registration)

    @functools.cached_property
    def _by_router(self) -> dict[Hashable, Neighbourhood]:
        return self._neighbourhoods(_router)

    @functools.cached_property
    def _by_app(self) -> dict[str, Neighbourhood]:
        return self._neighbourhoods(lambda route: route.app)

    def _neighbourhoods(self, key: Callable[[Route], K]) -> dict[K, Neighbourhood]:
        return {
            name: Neighbourhood(routes, self.has_shared_guard, self._is_open)
            for name, routes in grouped(self._application.routes, key).items()
        }

    def _is_open(self, route: Route) -> bool:
        return self.status(route) is Status.OPEN

    @functools.cached_property
    def app_places(self) -> tuple[Place, ...]:
        """Where the project makes its applications, tests left out."""
        return tuple(
            Place(path, call.line)
            for path, module in self._modules.items()
            if not is_test(path)
            for call, _ in self._calls_of(module, *APPS)
        )

    def apps_in(self, module: Module) -> Iterator[tuple[Call, tuple[Route, ...]]]:
        """The calls in *module* that make an application, each with the routes it serves; left out
        where it is not clear which they are."""
        labels = [
            label
            for label in self._by_app
            if self._imports.find("", label.partition(":")[0]) == module.path
            or label.startswith(f"{module.path}:")
        ]
        calls = self._calls_of(module, *APPS) if len(labels) == 1 else []
        if len(calls) == 1:
            yield calls[0][0], tuple(self._by_app[labels[0]].routes)

    # ───────────────────────────── what may be None

    def may_be_none(self, dependency: Dependency) -> bool:
        """Whether *dependency* gives None, or nothing at all, for strangers."""
        if dependency.scheme is not None:
            return dependency.auto_error is False
        callee = dependency.callee
        named = CREDENTIAL.search(dependency.name) or _IDENTITY.search(dependency.name)
        return (
            isinstance(callee, FunctionSymbol)
            and named is not None
            and self.refusals.lets_pass(callee)
        )

    def may_check(self, function: FunctionSymbol, name: str, depth: int = 2) -> bool:
        """Whether *function*, or what it hands the value to, may look whether parameter *name* is
        None: it is tested, assigned on, or given to something unknown."""
        if depth < 0:
            return True
        harmless: set[Node] = set()
        for node in own_nodes(function.node):
            match node:
                case Attribute(value=Name(id=used)) if used == name:
                    harmless.add(node.value)
                case Display(items=items) | Dict(values=items) | JoinedStr(parts=items):
                    harmless.update(v for v in items if _is_name(v, name))
        for site in self._effects.sites(function):
            for parameter, value in self._passed(site):
                if not _is_name(value, name):
                    continue
                called = self._types.of(site.call.func, site.scope)
                if called and all(isinstance(v, ClassSymbol) for v in called):
                    harmless.add(value)
                targets = self._effects.targets(site).functions
                if (
                    targets
                    and parameter is not None
                    and not any(self.may_check(t, parameter, depth - 1) for t in targets)
                ):
                    harmless.add(value)
        return any(
            _is_name(node, name) and node not in harmless for node in own_nodes(function.node)
        )

    def _passed(self, site: Site) -> Iterator[tuple[str | None, Expression]]:
        """What the call passes, with the parameter it becomes where that is known."""
        functions = self._effects.targets(site).functions
        names: list[str] = []
        if functions:
            names = [p.name for p in functions[0].node.parameters if p.kind != "keyword"]
            if names[:1] in (["self"], ["cls"]):
                names = names[1:]
        for position, argument in enumerate(site.call.args):
            yield (names[position] if position < len(names) else None), argument
        for keyword in site.call.keywords:
            yield keyword.arg, keyword.value

    # ───────────────────────────── guards in the body

    def guards_in_body(self, route: Route) -> Iterator[tuple[Site, FunctionSymbol]]:
        """The calls at the top of the handler that authenticate from nothing but what FastAPI
        would inject into a dependency as well: the request, headers, sessions, services."""
        handler = route.handler
        if handler is None or not isinstance(handler.node, Function):
            return
        injected = {p.name for p in route.parameters if p.kind in _INJECTED}
        at_top = {
            node
            for statement in handler.node.body
            if isinstance(statement, (ExprStatement, Assign, Return))
            for node in walk(statement)
        }
        for site in self._effects.sites(handler):
            functions = self._effects.targets(site).functions
            if site.call not in at_top or len(functions) != 1:
                continue
            passed = [value for _, value in self._passed(site)]
            roots = [root(value) for value in passed if not isinstance(value, Constant)]
            if not roots or not all(root in injected for root in roots):
                continue
            if self._authenticates_by_itself(functions[0]):
                yield site, functions[0]

    def _authenticates_by_itself(self, function: FunctionSymbol) -> bool:
        facts = self.refusals.of([function], 2)
        named = _CHECKING.search(function.name.rpartition(".")[2])
        return facts.authenticates and facts.reads and named is not None

    # ───────────────────────────── one route

    def _status_of(self, route: Route) -> Status:
        is_unknown = False
        for verdict, _ in self._around(route):
            if verdict is Verdict.REFUSES:
                return Status.GUARDED
            is_unknown = is_unknown or verdict is Verdict.UNKNOWN
        if is_unknown or not route.closure.complete or route.handler is None:
            return Status.UNKNOWN
        return Status.OPEN

    def _around(self, route: Route) -> Iterator[tuple[Verdict, Guard]]:
        yield from self.outside(route)
        if route.handler is not None:
            verdict, guard = self._of_handler(route.handler)
            if verdict is Verdict.IGNORES and _takes_a_secret(route):
                verdict = Verdict.UNKNOWN
            yield verdict, guard

    def outside(self, route: Route) -> Iterator[tuple[Verdict, Guard]]:
        """What stands between strangers and the handler's body."""
        for dependency in route.closure.flat():
            guard = Guard("dependency", short_name(dependency), dependency.place, dependency)
            yield self.verdict(dependency), guard
        for middleware in (*map(self._middleware, route.middleware), *self._dispatching):
            yield self._of_middleware(middleware, route)
        if route.handler is not None:
            yield from self._of_decorators(route.handler)

    # ───────────────────────────── dependencies

    def verdict(self, dependency: Dependency) -> Verdict:
        """What *dependency*, with what it calls and depends on, does about strangers."""
        if dependency not in self._verdicts:
            self._verdicts[dependency] = self._judged(dependency)
        return self._verdicts[dependency]

    def _judged(self, dependency: Dependency) -> Verdict:
        below = [self.verdict(inner) for inner in dependency.dependencies]
        own = self._of_callee(dependency, Verdict.OPTIONAL in below)
        for verdict in (Verdict.REFUSES, Verdict.UNKNOWN, Verdict.OPTIONAL):
            if verdict is own or verdict in below:
                return verdict
        return Verdict.IGNORES

    def _of_callee(self, dependency: Dependency, reads_below: bool) -> Verdict:
        callee = dependency.callee
        if dependency.scheme is not None and dependency.auto_error is not False:
            return Verdict.REFUSES
        match callee:
            case FunctionSymbol():
                functions = [callee]
            case ClassSymbol():
                functions = [*self._methods(callee, dependency.is_instance)]
            case LibrarySymbol(dotted):
                if dependency.scheme is not None:
                    return Verdict.OPTIONAL
                return _of_library(dotted)
            case _:
                return Verdict.UNKNOWN
        facts = self.refusals.of(functions, _DEEP)
        reads = facts.reads or reads_below or _is_given_credentials(dependency)
        if reads and any(map(self.refusals.lets_pass, functions)):
            return Verdict.OPTIONAL
        if dependency.is_security and dependency.scopes:
            return Verdict.REFUSES
        if UNAUTHENTICATED in facts.refuses or self._near(functions).verifies:
            return Verdict.REFUSES
        if reads and FORBIDDEN in facts.refuses:
            return Verdict.REFUSES
        if _is_given_credentials(dependency) and BAD_REQUEST in self._near(functions).refuses:
            return Verdict.REFUSES
        if FORBIDDEN in facts.refuses and AUTH_WORDS.search(dependency.name.rpartition(":")[2]):
            return Verdict.UNKNOWN
        if self._near(functions).doubts:
            return Verdict.UNKNOWN
        if reads or dependency.scheme is not None:
            return Verdict.OPTIONAL
        return Verdict.IGNORES

    def _near(self, functions: list[FunctionSymbol]) -> Facts:
        return self.refusals.of(functions, 2)

    def _methods(self, cls: ClassSymbol, is_instance: bool) -> Iterator[FunctionSymbol]:
        for name in ("__call__",) if is_instance else ("__init__", "__new__", "__post_init__"):
            found = self._types.member(cls, name)
            if found is not None and isinstance(found[1].value, Function):
                yield FunctionSymbol(found[0].module, found[1].value)

    # ───────────────────────────── handlers and their decorators

    def _of_decorators(self, handler: FunctionSymbol) -> Iterator[tuple[Verdict, Guard]]:
        if not isinstance(handler.node, Function):
            return
        scope = self._names.scope_around(handler.module, handler.node)
        for decorator in handler.node.decorators:
            target = decorator.func if isinstance(decorator, Call) else decorator
            name = _last_name(target)
            if isinstance(target, Attribute) and name in _REGISTERING:
                continue
            verdict, place = self._of_decorator(target, name, scope)
            yield verdict, Guard("decorator", name, place)

    def _of_decorator(
        self, target: Expression, name: str, scope: Scope
    ) -> tuple[Verdict, Place | None]:
        functions: list[FunctionSymbol] = []
        for value in self._types.of(target, scope):
            match value:
                case FunctionSymbol() as function:
                    functions.extend(self.refusals.with_nested(function))
                case Bound(target=FunctionSymbol() as function):
                    functions.extend(self.refusals.with_nested(function))
                case ClassSymbol() as cls:
                    functions.extend(self._methods(cls, True))
                case Instance(type=ClassSymbol() as cls):
                    functions.extend(self._methods(cls, True))
                case LibrarySymbol(dotted) | Bound(target=LibrarySymbol(dotted)):
                    if is_authentication_library(dotted):
                        return Verdict.REFUSES, None
                    return Verdict.IGNORES, None
        if functions:
            facts = self.refusals.of(functions, _DEEP)
            place = Place(functions[0].module.path, getattr(functions[0].node, "line", 1))
            if facts.refuses & {UNAUTHENTICATED, FORBIDDEN}:
                return Verdict.REFUSES, place
            doubtful = AUTH_WORDS.search(name) or any(AUTH_WORDS.search(d) for d in facts.doubts)
            return Verdict.UNKNOWN if doubtful else Verdict.IGNORES, place
        return (Verdict.IGNORES if _HARMLESS_DECORATORS.fullmatch(name) else Verdict.UNKNOWN), None

    def _of_handler(self, handler: FunctionSymbol) -> tuple[Verdict, Guard]:
        line = handler.node.line
        guard = Guard("handler", handler.name, Place(handler.module.path, line))
        facts = self.refusals.of([handler], _IN_HANDLERS)
        if facts.authenticates:
            return Verdict.REFUSES, guard
        own = self.refusals.of([handler], 1)
        if FORBIDDEN in facts.refuses or facts.verifies or own.reads or own.doubts:
            return Verdict.UNKNOWN, guard
        return Verdict.IGNORES, guard

    # ───────────────────────────── middleware

    def _of_middleware(self, middleware: _Middleware, route: Route) -> tuple[Verdict, Guard]:
        functions, guard = middleware.functions, middleware.guard
        if not functions:
            return middleware.otherwise, guard
        always = self._of_functions(functions, frozenset())
        if always is Verdict.IGNORES:
            return always, guard
        runs = [
            self._request_tests.run(f, self._names.scope_of(f.module, f.node), route)
            for f in functions
        ]
        verdict = self._of_functions(functions, frozenset().union(*(run.idle for run in runs)))
        if verdict is Verdict.IGNORES and any(run.is_named for run in runs):
            return Verdict.UNKNOWN, guard  # it knows the route, and lets it pass on purpose
        return verdict, guard

    def _of_functions(
        self, functions: tuple[FunctionSymbol, ...], idle: frozenset[Node]
    ) -> Verdict:
        """What a middleware of these functions does where the records in *idle* do not run."""
        key = (functions, idle)
        if key not in self._of_middlewares:
            facts = self.refusals.of(functions, 2, idle)
            verdict = Verdict.IGNORES
            if facts.authenticates:
                verdict = Verdict.REFUSES
            elif any(_AUTHENTICATING.search(doubt) for doubt in facts.doubts):
                verdict = Verdict.UNKNOWN
            self._of_middlewares[key] = verdict
        return self._of_middlewares[key]

    def _middleware(self, name: str) -> _Middleware:
        if name not in self._middlewares:
            self._middlewares[name] = self._found_middleware(name)
        return self._middlewares[name]

    def _found_middleware(self, name: str) -> _Middleware:
        module, _, qualname = name.partition(":")
        guard = Guard("middleware", qualname or module)
        path = self._imports.find("", module) if qualname else None
        found = None
        if path is not None and path in self._modules:
            defined = definitions(self._modules[path])
            found = next((node for node in defined if node.qualname == qualname), None)
        if found is None:
            dotted = f"{module}.{qualname}"
            is_passive = dotted.startswith(_PASSIVE_MIDDLEWARE)
            is_guarding = name.startswith("unresolved:") or is_authentication_library(dotted)
            otherwise = Verdict.UNKNOWN if is_guarding and not is_passive else Verdict.IGNORES
            return _Middleware((), guard, otherwise)
        assert path is not None
        guard = msgspec.structs.replace(guard, place=Place(path, found.line))
        nodes = [found] if isinstance(found, Function) else found.body
        functions = tuple(
            FunctionSymbol(self._modules[path], node)
            for node in nodes
            if isinstance(node, Function)
            and (node is found or node.name in ("dispatch", "__call__"))
        )
        return _Middleware(functions, guard)

    @functools.cached_property
    def _dispatching(self) -> tuple[_Middleware, ...]:
        """What is passed to middleware as ``dispatch=`` and decides there."""
        found = []
        for functions in self._stack.dispatching:
            first = functions[0]
            place = Place(first.module.path, first.node.line)
            found.append(_Middleware(functions, Guard("middleware", first.name, place)))
        return tuple(found)


def _is_name(node: object, name: str) -> bool:
    return isinstance(node, Name) and node.id == name


def short_name(dependency: Dependency) -> str:
    """The name by which people know *dependency*: ``get_current_user``, ``HTTPBearer``; of what a
    function gives back that of the function, ``requires_role``."""
    name = dependency.name.rpartition(":")[2].removesuffix("()")
    maker, _, inner = name.rpartition(".<locals>.")
    if maker and isinstance(dependency.callee, FunctionSymbol) and _is_made(dependency.callee):
        return maker.rpartition(".<locals>.")[2]
    return inner


@functools.lru_cache(maxsize=1024)
def _is_made(function: FunctionSymbol) -> bool:
    """Whether *function* is what the function around it gives back."""
    around = [
        outer
        for outer in definitions(function.module)
        if isinstance(outer, Function) and function.node in statements(outer.body)
    ]
    name = function.name.rpartition(".")[2]
    return any(
        isinstance(returned.value, Name) and returned.value.id == name
        for outer in around
        for returned in own(outer, Return)
    )


def shown(route: Route) -> str:
    """*route* as people write it: ``POST /books``."""
    return f"{'|'.join(route.methods) or 'WEBSOCKET'} {route.path}"


def _router(route: Route) -> Hashable:
    return (route.app, route.registration.module.path, route.chain[:-1])


def _of_library(dotted: str) -> Verdict:
    if dotted.startswith(_GUARDING_LIBRARIES):
        return Verdict.REFUSES
    if dotted.startswith(_OPEN_LIBRARIES):
        return Verdict.IGNORES
    return Verdict.UNKNOWN


def _is_given_credentials(dependency: Dependency) -> bool:
    """Whether FastAPI passes a parameter that is called a credential."""
    return any(
        (parameter.kind in ("header", "cookie") and CREDENTIAL.search(parameter.name))
        or (parameter.kind in ("query", "path") and _BEARING.fullmatch(parameter.name))
        for parameter in dependency.parameters
    )


def _takes_a_secret(route: Route) -> bool:
    """Whether the address or the body holds what only its owner knows: ``/share/{token}``."""
    return any(
        parameter.kind in ("path", "query", "header", "cookie", "body", "form")
        and _SECRET_PARAMETERS.search(parameter.name)
        for parameter in route.parameters
    )


def _last_name(expression: Expression) -> str:
    match expression:
        case Name(id=name) | Attribute(attr=name):
            return name
        case Call(func=inner):
            return _last_name(inner)
    return ""
