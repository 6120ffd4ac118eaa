"""The requests that tests send, and which route answers each of them.

A path is a *template*: texts, and None for each part that is not known. What is not known may be
anything, so that a route is only called untested where no request may have reached it.
"""

from __future__ import annotations

import functools
import itertools
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Union

import msgspec

from flake8_fastapi_arch.facts.model import (
    Attribute,
    BinOp,
    Call,
    Class,
    Constant,
    Expression,
    Function,
    IfExp,
    Import,
    ImportFrom,
    JoinedStr,
    Module,
    Name,
    Parameter,
    With,
)
from flake8_fastapi_arch.facts.walk import dotted, statements
from flake8_fastapi_arch.kept import kept
from flake8_fastapi_arch.project.inference.types import Instance, Types
from flake8_fastapi_arch.project.modules.files import is_aside, is_nameless, is_test
from flake8_fastapi_arch.project.modules.imports import Imports
from flake8_fastapi_arch.project.modules.names import Names
from flake8_fastapi_arch.project.modules.scopes import Scope
from flake8_fastapi_arch.project.modules.symbols import ClassSymbol, FunctionSymbol
from flake8_fastapi_arch.project.routes.application import Application, Registration, Route
from flake8_fastapi_arch.project.routes.routing import path_pattern
from flake8_fastapi_arch.project.startup.fastapi_model import APPS, VERBS
from flake8_fastapi_arch.project.testing.fixtures import ENTERING, Fixtures, Made

Template = tuple[Union[str, None], ...]
"""A text of which the parts that are None are unknown."""

SYNC_CLIENTS = frozenset({"fastapi.testclient.TestClient", "starlette.testclient.TestClient"})
ASYNC_CLIENTS = frozenset({"httpx.AsyncClient", "httpx2.AsyncClient"})
_LIVE = frozenset({"httpx.Client", "httpx2.Client", "requests.Session", "requests.session"})
_ASGI = "ASGITransport"
_BODIES = (Module, Function)
_SENDING = frozenset({*VERBS, "request", "stream", "websocket_connect", "delete"})
_ANYTHING: Template = (None,)
_CLIENT_LIBRARIES = frozenset({"httpx", "httpx2", "requests", "aiohttp"})
_SEVERAL = 3  # routes whose paths a client of the project's own knows
_MAX_PATHS = 200
_MAX_STEPS = 12
_NUMBER_OR_UUID = re.compile(r"[\d.]+|[0-9a-fA-F-]{32,36}")
_PARAMETER = re.compile(r"\{[^}]*\}")
_WORDS = {"str": "\ue000", "int": "\ue001", "float": "\ue001", "uuid": "\ue001"}


class Client(msgspec.Struct, frozen=True):
    """Something that sends requests to an app: ``kind`` is sync, async or live (to a server).

    ``made`` is the call that makes it, None where only its type is known; ``app`` the app's
    expression and where it stands.
    """

    kind: str
    made: Made | None = None
    app: tuple[Expression, Scope] | None = None


class Request(msgspec.Struct, frozen=True, eq=False):
    """One call of a client. ``method`` is None where unknown, WEBSOCKET for a websocket.

    ``paths`` are the templates of what it may ask for, without host and query; ``client`` is None
    where only its form says that the call is a request. ``function`` is the one around it.
    """

    module: Module
    call: Call
    scope: Scope
    function: Function | None
    method: str | None
    paths: tuple[Template, ...]
    client: Client | None

    @property
    def label(self) -> str:
        """Where it is sent, as pytest writes it."""
        if self.function is None:
            return self.module.path
        return f"{self.module.path}::{self.function.qualname.replace('.', '::')}"


class TestRequests:
    """Finds the requests of all tests, once, and matches them to the routes."""

    __test__ = False  # pytest takes every class of this name for a test

    def __init__(
        self,
        application: Application,
        fixtures: Fixtures,
        names: Names,
        types: Types,
        imports: Imports,
        modules: Mapping[str, Module],
        calls_named: Callable[[str], Iterable[tuple[Call, Scope]]],
    ) -> None:
        self._application = application
        self._fixtures = fixtures
        self._names = names
        self._types = types
        self._imports = imports
        self._modules = modules
        self._calls_named = calls_named

    @functools.cached_property
    def requests(self) -> tuple[Request, ...]:
        """Every request in the modules of tests, in the order of the source."""
        return tuple(itertools.chain.from_iterable(map(self._in, self._fixtures.tests)))

    def of(self, module: Module) -> list[Request]:
        """The requests that stand in *module*."""
        return self._by_module.get(module, [])

    @functools.cached_property
    def _by_module(self) -> Mapping[Module, list[Request]]:
        found: dict[Module, list[Request]] = {}
        for request in self.requests:
            found.setdefault(request.module, []).append(request)
        return found

    @functools.cached_property
    def exercise_all(self) -> bool:
        """Whether something may send requests to every route there is: a tool, or a client of the
        project's own that talks to the app in tests."""
        return any(map(self._tries_all, self._fixtures.tests)) or any(
            path for path in self._modules if not is_test(path) and self._sends(path)
        )

    def _tries_all(self, module: Module) -> bool:
        return any(
            name.partition(".")[0] == "schemathesis"
            for statement in self._imports.statements(module)
            for name in (
                [imported.name for imported in statement.names]
                if isinstance(statement, Import)
                else [statement.module]
            )
        )

    def _sends(self, path: str) -> bool:
        """Whether the module at *path*, no test, sends requests to the app: it makes a client of
        the app, or knows the paths of several routes."""
        if is_aside(path):
            return False
        module = self._modules[path]
        imported = self._imports.statements(module)
        if any(
            isinstance(statement, ImportFrom)
            and any(name.name in ("TestClient", _ASGI) for name in statement.names)
            for statement in imported
        ):
            return True
        if not any(_names_client_library(statement) for statement in imported):
            return False
        if self._application.registrations_in(module):
            return False
        asked = {
            route.registration
            for call, _ in self._names.scopes(module).calls
            for path_ in _written_paths(call)
            for route in self._application.routes
            if len(route.path) > 1 and _may_match((None, *path_), route.path)
        }
        return len(asked) >= _SEVERAL

    def reaching(self, route: Route) -> tuple[Request, ...]:
        """The requests that *route* may answer."""
        return tuple(self._reaching.get(route, ()))

    def labels(self, route: Route, method: str | None) -> list[str]:
        """The tests and helpers that may send *method* to *route*, each once; a request of which
        nothing is known tells nothing."""
        return list(
            dict.fromkeys(
                request.label
                for request in self.reaching(route)
                if request.method in (None, method) and request.paths != (_ANYTHING,)
            )
        )

    def may_reach(self, registration: Registration) -> bool:
        """Whether some request may reach a route of *registration*, or a test calls its handler."""
        if registration in self._reached_registrations or is_nameless(registration.module.path):
            return True
        return registration.handler is not None and registration.handler in self._called

    def answering(self, request: Request) -> list[Route]:
        """The routes that may answer *request*, of whichever app."""
        found: dict[Route, None] = {}
        for path in request.paths:
            for routes in self._by_app.values():
                for route in routes:
                    certainty = _matches(path, route, request.method)
                    if certainty:
                        found[route] = None
                    if certainty == 2:
                        break
        return list(found)

    def answering_any_method(self, path: Template) -> list[Route]:
        """The routes at *path*, whatever they answer to."""
        return [route for route in self._application.routes if _matches(path, route, None)]

    @functools.cached_property
    def reach_anything(self) -> bool:
        """Whether some request may reach some route of the application itself."""
        return any(not is_test(r.module.path) for r in self._reached_registrations)

    @functools.cached_property
    def entered(self) -> frozenset[Call]:
        """The calls that make what some test enters with ``with``."""
        found: set[Call] = set()
        for module in self._fixtures.tests:
            scopes = self._names.scopes(module)
            for call, scope in scopes.calls_named(*ENTERING):
                entered = call.args[0] if call.args else getattr(call.func, "value", None)
                if entered is not None:
                    found |= {made.call for made in self._fixtures.behind(entered, scope)}
            for owner in scopes.owners():
                for statement in statements(owner.body) if isinstance(owner, _BODIES) else ():
                    for item in statement.items if isinstance(statement, With) else ():
                        made = self._fixtures.behind(item.context, scopes.of(owner))
                        found |= {one.call for one in made}
        return frozenset(found)

    def clients(self, expression: Expression, scope: Scope) -> Iterator[Client]:
        """The clients that *expression* may be."""
        found = False
        for made in self._fixtures.behind(expression, scope):
            client = self._client(made)
            if client is not None:
                found = True
                yield client
        if not found:
            yield from self._annotated(expression, scope)

    def app_of(self, client: Client) -> tuple[Made, ...]:
        """The calls that make the app of *client*; empty: not known."""
        if client.app is None:
            return ()
        made = self._fixtures.behind(*client.app)
        is_app = [not APPS.isdisjoint(self._names.dotted(m.call.func, m.scope)) for m in made]
        return made if is_app and all(is_app) else ()

    # ── clients

    def _client(self, made: Made) -> Client | None:
        call, scope = made.call, made.scope
        names = set(self._names.dotted(call.func, scope))
        for symbol in self._names.symbols(call.func, scope):
            if isinstance(symbol, ClassSymbol):
                names |= {*self._types.library_bases(symbol)}
        if not SYNC_CLIENTS.isdisjoint(names):
            app = call.keyword("app") or (call.args[0] if call.args else None)
            return Client("sync", made, (app, scope) if app is not None else None)
        if not ASYNC_CLIENTS.isdisjoint(names):
            app = call.keyword("app")
            if app is not None:
                return Client("async", made, (app, scope))
            transport = call.keyword("transport")
            if transport is None:
                return Client("live", made)
            for inner in self._fixtures.behind(transport, scope):
                if (dotted(inner.call.func) or "").endswith(_ASGI):
                    app = inner.call.keyword("app") or next(iter(inner.call.args), None)
                    if app is not None:
                        return Client("async", made, (app, inner.scope))
            return Client("async", made)
        return Client("live", made) if not _LIVE.isdisjoint(names) else None

    def _annotated(self, expression: Expression, scope: Scope) -> Iterator[Client]:
        """A client that is known by its type alone."""
        for binding, where in self._fixtures.bindings(expression, scope):
            if isinstance(binding.value, Parameter) and binding.value.annotation is not None:
                around = where.parent or where
                for value in self._types.of_annotation(binding.value.annotation, around):
                    if isinstance(value, Instance):
                        bases = {value.library or ""}
                        if isinstance(value.type, ClassSymbol):
                            bases = {*self._types.library_bases(value.type)}
                        if not SYNC_CLIENTS.isdisjoint(bases):
                            yield Client("sync")
                        elif not ASYNC_CLIENTS.isdisjoint(bases):
                            yield Client("async")

    # ── requests

    def _in(self, module: Module) -> Iterator[Request]:
        for call, scope in self._names.scopes(module).calls:
            sending = self._sending(call, scope)
            if sending is None:
                continue
            receiver, methods, url = sending
            if self._is_of_another_kind(receiver, scope):
                continue
            client = next(self.clients(receiver, scope), None)
            paths = self._paths(url, scope, client, receiver)
            for method in methods:
                if paths:
                    function = _function_around(scope)
                    yield Request(module, call, scope, function, method, paths, client)

    def _sending(
        self, call: Call, scope: Scope
    ) -> tuple[Expression, list[str | None], Expression] | None:
        """Receiver, methods and URL of *call*, where it has the form of a request."""
        match call.func:
            case Attribute(value=receiver, attr=attr) if attr in _SENDING:
                method: Expression | None = None
            case Call(func=Name(id="getattr"), args=(receiver, method, *_)):
                attr = ""
            case _:
                return None
        arguments = list(call.args)
        if attr in ("request", "stream"):
            method = call.keyword("method") or (arguments.pop(0) if arguments else None)
        url = call.keyword("url") or (arguments[0] if arguments else None)
        if url is None:
            return None
        if attr == "websocket_connect":
            return receiver, ["WEBSOCKET"], url
        if method is None and attr not in ("request", "stream", ""):
            return receiver, [attr.upper()], url
        words = self._templates(method, scope, _MAX_STEPS) if method is not None else [_ANYTHING]
        return receiver, [w[0].upper() if len(w) == 1 and w[0] else None for w in words], url

    def _is_of_another_kind(self, receiver: Expression, scope: Scope) -> bool:
        """Whether *receiver* surely is no client: a dict, a response, an app's decorator."""
        values = self._types.of(receiver, scope)
        return bool(values) and all(
            isinstance(v, Instance) and (v.library or "").startswith(("builtins.", "fastapi."))
            for v in values
        )

    def _paths(
        self, url: Expression, scope: Scope, client: Client | None, receiver: Expression
    ) -> tuple[Template, ...]:
        found = self._templates(url, scope, _MAX_STEPS)
        if client is None:
            # Only what looks like a path, from something that may send it, counts as a request.
            live = (dotted(receiver) or "") in ("requests", "httpx")
            known = [t for t in found if any(part and "/" in part for part in t)]
            if not known and "client" not in (dotted(receiver) or "").lower():
                return ()
            found = [t if live or _is_address(t) else (None, *t) for t in known or found]
        else:
            bases = self._bases(client)
            found = [t if _is_address(t) else (*b, *_slashed(t)) for t in found for b in bases]
        return tuple(dict.fromkeys(_path(template) for template in found))

    def _bases(self, client: Client) -> list[Template]:
        """What *client* puts before its paths."""
        if client.made is None:
            return [_ANYTHING]
        call = client.made.call
        base = call.keyword("base_url")
        if base is None:
            return [_ANYTHING] if call.is_spread or client.kind == "live" else [()]
        found = self._templates(base, client.made.scope, _MAX_STEPS)
        return [_path(t, is_base=True) for t in found] or [_ANYTHING]

    # ── texts

    def text(self, expression: Expression, scope: Scope) -> list[Template]:
        """What *expression* may be as a text."""
        return self._templates(expression, scope, _MAX_STEPS)

    def _templates(self, expression: Expression, scope: Scope, steps: int) -> list[Template]:
        """The texts that *expression* may be; empty where nobody ever passes one."""
        if steps <= 0:
            return [_ANYTHING]
        match expression:
            case Constant(value=str() as text):
                return [(text,)]
            case Constant(value=int() as number):
                return [(str(number),)]
            case JoinedStr(parts=parts):
                return self._joined(parts, scope, steps - 1)
            case BinOp(op="+" | "/", left=left, right=right):
                return self._joined((left, right), scope, steps - 1)
            case BinOp(op="%", left=Constant(value=str() as text)):
                return [_with_holes(re.split(r"%[sdr]", text))]
            case IfExp(body=body, orelse=orelse):
                both = (self._templates(part, scope, steps - 1) for part in (body, orelse))
                return [*itertools.chain.from_iterable(both)]
            case Call():
                return self._call_text(expression, scope, steps - 1)
            case Name() | Attribute():
                return self._named_text(expression, scope, steps - 1)
        return [_ANYTHING]

    def _joined(self, parts: tuple[Expression, ...], scope: Scope, steps: int) -> list[Template]:
        choices = [self._templates(part, scope, steps) for part in parts]
        size = 1
        for number, options in enumerate(choices):
            size *= len(options)
            if size > _MAX_PATHS:
                choices[number] = [_ANYTHING]
                size //= max(len(options), 1)
        return [_merged(itertools.chain(*combined)) for combined in itertools.product(*choices)]

    def _call_text(self, call: Call, scope: Scope, steps: int) -> list[Template]:
        match call.func:
            case Attribute(attr="url_path_for" | "url_for"):
                names = [a.value for a in call.args if isinstance(a, Constant)]
                routes = [r for r in self._application.routes if r.name in names]
                return [
                    _with_holes(_PARAMETER.split(r.path.replace("…", "{}"))) for r in routes
                ] or [_ANYTHING]
            case Attribute(value=Constant(value=str() as text), attr="format"):
                return [_with_holes(re.split(r"\{[^}]*\}", text))]
            case Attribute(value=value, attr="rstrip" | "lower" | "strip" | "replace" | "lstrip"):
                return self._templates(value, scope, steps)
            case Name(id="str") if call.args:
                return self._templates(call.args[0], scope, steps)
        found: list[Template] = []
        for symbol in self._names.symbols(call.func, scope):
            if isinstance(symbol, FunctionSymbol) and is_test(symbol.module.path):
                for value, where in self._fixtures.given_by(symbol):
                    found += self._templates(value, where, steps)
        return found or [_ANYTHING]

    @kept  # ways that meet again are gone once: there may be very many
    def _named_text(self, expression: Name | Attribute, scope: Scope, steps: int) -> list[Template]:
        found: list[Template] = []
        bindings = self._fixtures.bindings(expression, scope)
        for binding, where in bindings:
            value = binding.value
            match binding.kind, value:
                case "assign", None:
                    found.append(_ANYTHING)
                case "assign", _:
                    found += self._templates(value, where, steps)  # type: ignore[arg-type]
                case "for", _:
                    items = list(self._fixtures.items(value, where))  # type: ignore[arg-type]
                    for item, place in items:
                        found += self._templates(item, place, steps)
                    found += [] if items else [_ANYTHING]
                case "parameter", Parameter():
                    passed = self._fixtures.passed(value, where)
                    for item, place in () if passed is None else passed:
                        found += self._templates(item, place, steps)
                    found += [_ANYTHING] if passed is None else []
                case _:
                    found.append(_ANYTHING)
        if not bindings:
            found = self._attribute_text(expression, scope, steps)
        distinct = list(dict.fromkeys(found))
        return distinct if len(distinct) <= _MAX_PATHS else [_ANYTHING]

    def _attribute_text(
        self, expression: Name | Attribute, scope: Scope, steps: int
    ) -> list[Template]:
        """A setting: the default in the class of the object."""
        found: list[Template] = []
        if isinstance(expression, Attribute):
            for value in self._types.of(expression.value, scope):
                if isinstance(value, Instance) and isinstance(value.type, ClassSymbol):
                    member = self._types.member(value.type, expression.attr)
                    if member is not None and member[1].kind == "assign" and member[1].value:
                        body = self._names.scope_of(member[0].module, member[0].node)
                        found += self._templates(member[1].value, body, steps)  # type: ignore[arg-type]
        return found or [_ANYTHING]

    # ── matching

    @functools.cached_property
    def _by_app(self) -> dict[str, list[Route]]:
        found: dict[str, list[Route]] = {}
        for route in self._application.routes:
            found.setdefault(route.app, []).append(route)
        return found

    @functools.cached_property
    def _reaching(self) -> dict[Route, list[Request]]:
        found: dict[Route, list[Request]] = {}
        answers: dict[tuple[str | None, tuple[Template, ...]], list[Route]] = {}
        for request in self.requests:
            key = (request.method, request.paths)
            if key not in answers:
                answers[key] = self.answering(request)
            for route in answers[key]:
                found.setdefault(route, []).append(request)
        return found

    @functools.cached_property
    def _reached_registrations(self) -> frozenset[Registration]:
        return frozenset(route.registration for route in self._reaching)

    @functools.cached_property
    def _called(self) -> frozenset[FunctionSymbol]:
        """The functions that tests call or hand over by name."""
        found: set[FunctionSymbol] = set()
        for module in self._fixtures.tests:
            for call, scope in self._names.scopes(module).calls:
                for expression in (call.func, *call.args):
                    if isinstance(expression, (Name, Attribute)):
                        for symbol in self._names.symbols(expression, scope):
                            if isinstance(symbol, FunctionSymbol):
                                found.add(symbol)
        return frozenset(found)


def _names_client_library(statement: Import | ImportFrom) -> bool:
    names = (
        [imported.name for imported in statement.names]
        if isinstance(statement, Import)
        else [statement.module]
    )
    return any(name.partition(".")[0] in _CLIENT_LIBRARIES for name in names)


def _written_paths(call: Call) -> Iterator[Template]:
    """The paths written out in the arguments of *call*, what is put into them unknown."""
    for argument in call.args:
        parts = argument.parts if isinstance(argument, JoinedStr) else (argument,)
        texts = [
            part.value if isinstance(part, Constant) and isinstance(part.value, str) else None
            for part in parts
        ]
        first = next((text for text in texts if text), "")
        if first.startswith("/") and len(first) > 1:
            yield _merged(texts)


def _matches(path: Template, route: Route, method: str | None) -> int:
    """Whether *route* answers *method* on *path*: 0 no, 1 it may, 2 it does."""
    if (method == "WEBSOCKET") != (route.kind == "websocket") and method is not None:
        return 0
    if method is not None and route.kind != "websocket" and method not in route.methods:
        return 0
    if None not in path and "…" not in route.path:
        (text,) = path or ("",)
        assert text is not None
        pattern = path_pattern(route.path)
        if pattern is None:
            return 1
        # A slash too few or too many at the end is redirected.
        other = text.rstrip("/") if text.endswith("/") else f"{text}/"
        if pattern.fullmatch(text):
            return 2 if method is not None and not route.conditions else 1
        return 1 if pattern.fullmatch(other) else 0
    return 1 if _may_match(path, route.path) else 0


@functools.lru_cache(maxsize=65536)
def _may_match(path: Template, route: str) -> bool:
    head = route.partition("{")[0] if ":path}" in route else route.partition("…")[0]
    if ":path}" in route or "…" in route:
        known = path[0] if path and path[0] is not None else ""
        return known.startswith(head) or head.startswith(known)
    return bool(_pattern_of(path).fullmatch(_worded(route).rstrip("/")))


@functools.lru_cache(maxsize=8192)
def _pattern_of(path: Template) -> re.Pattern[str]:
    """What the texts of *path* match in a path whose parameters are words of their own."""
    text = "".join("\0" if part is None else part for part in path).rstrip("/")
    segments = text.split("/")
    parts = []
    for number, segment in enumerate(segments):
        slash = "/" if number else ""
        if segment == "\0":
            # At either end, what is not known may have several segments.
            is_inner = 0 < number < len(segments) - 1
            parts.append("/[^/]+" if is_inner else "/.+" if number else ".*")
        elif "\0" in segment:
            glued = ".*".join(map(re.escape, segment.split("\0")))
            parts.append(f"{slash}(?:{glued}|[\ue000\ue001])")
        else:
            word = "[\ue000\ue001]" if _NUMBER_OR_UUID.fullmatch(segment) else "\ue000"
            parts.append(f"{slash}(?:{re.escape(segment)}|{word})" if segment else slash)
    return re.compile("".join(parts), re.DOTALL)


@functools.lru_cache(maxsize=8192)
def _worded(route: str) -> str:
    def word(found: re.Match[str]) -> str:
        return _WORDS.get(found[0].strip("{}").partition(":")[2] or "str", "\ue000")

    return _PARAMETER.sub(word, route)


def _path(template: Template, is_base: bool = False) -> Template:
    """*template* without scheme, host and query; of a base, without its last slash."""
    parts: list[str | None] = []
    for part in _merged(template):
        if part is not None and not parts:
            part = re.sub(r"^(?:https?|wss?)://[^/?#]*", "", part)
        cut = re.split(r"[?#]", part, maxsplit=1) if part is not None else [None]
        parts.append(cut[0])
        if len(cut) > 1:
            break
    if is_base and parts and parts[-1] is not None:
        parts[-1] = parts[-1].rstrip("/")
    return _merged(parts)


def _slashed(template: Template) -> Template:
    """*template* with the slash that clients put before a path without one."""
    first = template[0] if template else None
    if first is not None and first and not first.startswith("/"):
        return (f"/{first}", *template[1:])
    return template


def _is_address(template: Template) -> bool:
    return bool(template) and re.match(r"(?:https?|wss?)://", template[0] or "") is not None


def _with_holes(texts: Iterable[str]) -> Template:
    parts: list[str | None] = []
    for text in texts:
        parts += [text, None]
    return _merged(parts[:-1])


def _merged(parts: Iterable[str | None]) -> Template:
    """Neighbouring texts as one, neighbouring gaps as one, empty texts left out."""
    found: list[str | None] = []
    for part in parts:
        if part == "":
            continue
        last = found[-1] if found else ""
        if part is None and found and last is None:
            continue
        if part is not None and found and last is not None:
            found[-1] = last + part
        else:
            found.append(part)
    return tuple(found)


def _function_around(scope: Scope) -> Function | None:
    """The outermost function around *scope*: what pytest runs, or what it gives to tests."""
    found = None
    inner: Scope | None = scope
    while inner is not None:
        if isinstance(inner.owner, Function):
            found = inner.owner
        elif isinstance(inner.owner, Class) and found is not None:
            return found
        inner = inner.parent
    return found
