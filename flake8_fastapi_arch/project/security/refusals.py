"""What a function refuses: which HTTP errors end it, and whether it looks at credentials before.

Statuses count wherever they are handed on (``HTTPException(401)``, ``abort(status_code=401)``,
``JSONResponse(..., status_code=401)``), and where an exception that means one is raised.
"""

from __future__ import annotations

import collections
import functools
import re
from collections.abc import Callable, Iterable, Iterator, Mapping

import msgspec

from flake8_fastapi_arch.facts.model import (
    Assign,
    Attribute,
    BoolOp,
    Call,
    Compare,
    Constant,
    Expression,
    Function,
    If,
    Module,
    Name,
    Node,
    Raise,
    Return,
    Statement,
    Subscript,
    Try,
    With,
)
from flake8_fastapi_arch.facts.walk import blocks, definitions, own_nodes, statements, walk
from flake8_fastapi_arch.project.flow.calls import Site
from flake8_fastapi_arch.project.flow.effects import Effects
from flake8_fastapi_arch.project.inference.types import Instance, Types
from flake8_fastapi_arch.project.modules.names import Names
from flake8_fastapi_arch.project.modules.scopes import Scope
from flake8_fastapi_arch.project.modules.symbols import ClassSymbol, FunctionSymbol, LibrarySymbol

UNAUTHENTICATED = 401
FORBIDDEN = 403
BAD_REQUEST = 400
"""Stands for all other errors of the client."""

CREDENTIAL = re.compile(
    r"auth|token|api[-_]?key|access[-_]?key|secret|credential|session|bearer|cookie|signature"
    r"|jwt|passw|identity",
    re.IGNORECASE,
)
"""Names of headers, cookies and parameters that carry credentials."""

AUTH_WORDS = re.compile(
    r"auth|login|current_?user|permission|require|verif|guard|credential|token|api_?key|jwt"
    r"|is_admin|superuser|principal|access|identity|signature|security|keycloak|clerk|scopes?\b",
    re.IGNORECASE,
)
"""Names of functions that may authenticate: not enough to trust, enough to be in doubt."""

_UNAUTHENTICATED_NAMES = re.compile(
    r"un_?auth|not_?auth|authenti|authoriz|auth(error|exception|failed|failure)|credential"
    r"|invalid_?(jwt|token|api_?key|session)|token_?(expired|invalid|error)|login_?required"
    r"|not_?logged|expired_?(signature|token)|signature",
    re.IGNORECASE,
)
_FORBIDDEN_NAMES = re.compile(
    r"forbidden|permission|access_?denied|not_?allowed|insufficient|unprivileged", re.IGNORECASE
)
_STATUS_NAME = re.compile(r"(?:^|_)(4\d\d)(?:_|$)")
_STATUS_WORDS = {"UNAUTHORIZED": UNAUTHENTICATED, "FORBIDDEN": FORBIDDEN}
_STATUS_CODES = {
    401: UNAUTHENTICATED, 403: FORBIDDEN, 1008: UNAUTHENTICATED, 3000: UNAUTHENTICATED,
    3003: FORBIDDEN, 4001: UNAUTHENTICATED, 4003: FORBIDDEN, 4401: UNAUTHENTICATED,
    4403: FORBIDDEN,
}  # fmt: skip
"""HTTP statuses, and the codes with which WebSockets are closed for the same reason."""
_STATUS_ATTRIBUTES = ("status_code", "http_status", "status", "code", "http_status_code")
BAGS = frozenset({"headers", "cookies", "session"})
_IDENTITY = re.compile(r"user|auth|token|principal|identity|account|session|tenant", re.IGNORECASE)
_REQUEST_NAMES = frozenset({"request", "req", "websocket", "ws", "connection", "conn", "info"})
_ADDRESS = frozenset({"url", "method"})
_CONNECTION = "starlette.requests.HTTPConnection"
_TOKEN_CHECKS = re.compile(
    r"^(?:jwt|jose|authlib|itsdangerous|joserfc|jwcrypto|firebase_admin|google\.oauth2"
    r"|google\.auth|clerk_backend_api|auth0|supabase|msal|python_jose|fastapi_jwt_auth"
    r"|async_fastapi_jwt_auth|another_fastapi_jwt_auth|fastapi_users|fastapi_login)\b"
)
_CHECKING = re.compile(r"decode|verify|loads|unsign|authenticate|required|introspect|get_user")
_SIGNATURES = re.compile(
    r"(?:hmac\.compare_digest|secrets\.compare_digest|construct_event|svix\..*verify"
    r"|RequestValidator.*validate|verify_signature|verify_webhook|VerifyKey.*verify"
    r"|standardwebhooks)"
)
_VERIFYING = re.compile(r"(?:verif|check|valid).*(?:signature|hmac|webhook)|construct_event")
_HARMLESS_NAMES = re.compile(
    r"get_logger|getLogger|debug|info|warning|error|exception|str|len|print|format|isinstance"
    r"|hasattr|getattr|require_?version|access_?log"
)
_FRAMEWORKS = ("fastapi.", "starlette.", "builtins.", "logging.", "jinja2.", "slowapi.")
MAX_FUNCTIONS = 400
_Constants = Callable[[Expression, Scope], "Constant | None"]
"""Finds the constant that a name stands for."""


class Facts(msgspec.Struct, frozen=True):
    """What functions do together: how they may refuse, and what they look at.

    ``reads`` says that credentials of the request are looked at, ``verifies`` that a signature is.
    ``doubts`` names calls that could refuse for all that is known.
    """

    refuses: frozenset[int] = frozenset()
    reads: bool = False
    verifies: bool = False
    doubts: tuple[str, ...] = ()

    @property
    def authenticates(self) -> bool:
        """Whether strangers are refused: 401 says so, 403 after a look at credentials."""
        if UNAUTHENTICATED in self.refuses:
            return True
        return (self.reads and FORBIDDEN in self.refuses) or (self.verifies and bool(self.refuses))

    def __or__(self, other: Facts) -> Facts:
        return Facts(
            self.refuses | other.refuses,
            self.reads or other.reads,
            self.verifies or other.verifies,
            tuple(dict.fromkeys((*self.doubts, *other.doubts))),
        )


NOTHING = Facts()


class Refusals:
    """Answers what functions refuse, themselves and through what they call."""

    def __init__(
        self, modules: Mapping[str, Module], names: Names, types: Types, effects: Effects
    ) -> None:
        self._modules = modules
        self._names = names
        self._types = types
        self._effects = effects
        self._own: dict[FunctionSymbol, Facts] = {}
        self._statuses: dict[ClassSymbol, int | None] = {}

    def of(
        self, functions: Iterable[FunctionSymbol], depth: int, idle: frozenset[Node] = frozenset()
    ) -> Facts:
        """What *functions* do with all they call, at most *depth* calls away. The records in *idle*
        do not run, by their ids."""
        found = NOTHING
        pending = collections.deque((function, 0) for function in functions)
        seen = {function for function, _ in pending}
        while pending:
            function, level = pending.popleft()
            own = self._look_at(function, idle) if idle and not level else self.own(function)
            if own is not NOTHING:
                found = found | own
            if level == depth or len(seen) > MAX_FUNCTIONS:
                continue
            for site in self._effects.sites(function):
                if site.call in idle:
                    continue
                targets = self._effects.targets(site).functions
                for callee in (*targets, *self._effects.handed_over(site)):
                    if callee not in seen:
                        seen.add(callee)
                        pending.append((callee, level + 1))
        return found

    def own(self, function: FunctionSymbol) -> Facts:
        """What *function* itself does."""
        if function not in self._own:
            self._own[function] = NOTHING  # a circle ends here
            self._own[function] = self._look_at(function, frozenset())
        return self._own[function]

    def with_nested(self, function: FunctionSymbol) -> tuple[FunctionSymbol, ...]:
        """*function* and the functions defined in it: a decorator with its wrapper."""
        if not isinstance(function.node, Function):
            return (function,)
        nested = (d for d in definitions(function.node) if isinstance(d, Function))
        return (function, *(FunctionSymbol(function.module, node) for node in nested))

    def lets_pass(self, function: FunctionSymbol) -> bool:
        """Whether *function* gives a user to those who have credentials and None to others."""
        node = function.node
        if not isinstance(node, Function):
            return False
        returns = [s for s in statements(node.body) if isinstance(s, Return)]
        if all(_gives_none(statement) for statement in returns):
            return False
        scope = self._names.scope_of(function.module, node)
        # Who brings nothing comes to the end: a refusal there leaves only those who ask for that.
        refuses = isinstance(node.body[-1], Raise)
        return self._ends_with_none(node.body, scope, with_credentials=not refuses)

    def _ends_with_none(
        self, body: tuple[Statement, ...], scope: Scope, with_credentials: bool
    ) -> bool:
        """Whether a branch that the request decides about gives None; one for requests that bring
        something only *with_credentials*, one for some addresses not at all: who comes elsewhere
        does not get there."""
        for statement in body:
            match statement:
                case If(test=test):
                    branches = (statement.body, statement.orelse)
                    if not with_credentials and _asks_for_presence(test):
                        branches = (statement.orelse, ())
                    elif self._asks_for_address(test, scope):
                        branches = ((), ())
                    local = any(isinstance(n, Name) and n.id in scope.bindings for n in walk(test))
                    if local and any(map(_none_in, branches)):
                        return True
                    if any(self._ends_with_none(b, scope, with_credentials) for b in branches):
                        return True
                case Try():
                    if any(_none_in(handler.body) for handler in statement.handlers):
                        return True
                    inner = blocks(statement)
                    if any(self._ends_with_none(b, scope, with_credentials) for b in inner):
                        return True
                case With():
                    if self._ends_with_none(statement.body, scope, with_credentials):
                        return True
        return bool(body) and len(body) > 1 and _gives_none(body[-1])

    def _asks_for_address(self, test: Expression, scope: Scope) -> bool:
        """Whether *test* reads where the request goes to, and by which method."""
        return any(
            isinstance(node, Attribute)
            and node.attr in _ADDRESS
            and self.is_connection(node.value, scope)
            for node in walk(test)
        )

    # ───────────────────────────── one function

    def _look_at(self, function: FunctionSymbol, idle: frozenset[Node]) -> Facts:
        scope = self._names.scope_of(function.module, function.node)
        refuses: set[int] = set()
        reads = verifies = False
        for node in own_nodes(function.node):
            match node:
                case _ if node in idle:
                    continue
                case Raise(exc=exc) if exc is not None:
                    status = self.raised(exc, scope)
                    if status is not None:
                        refuses.add(status)
                case _ if not reads:
                    reads = self.reads(node, scope)
        doubts: list[str] = []
        for site in self._effects.sites(function):
            if site.call in idle:
                continue
            refuses.update(self.handed_on(site))
            targets = self._effects.targets(site)
            words = [*targets.libraries, _last_name(site.call.func)]
            if any(_TOKEN_CHECKS.match(w) and _CHECKING.search(w) for w in targets.libraries):
                reads = True
                if any(word.endswith("_required") for word in targets.libraries):
                    refuses.add(UNAUTHENTICATED)
            if any(_SIGNATURES.search(w) or _VERIFYING.search(w) for w in words):
                verifies = True
            if not targets.functions and self._could_refuse(site):
                doubts.append(_last_name(site.call.func))
        reads = reads or self._reads_parameter(function)
        found = Facts(frozenset(refuses), reads, verifies, tuple(doubts))
        return NOTHING if found == NOTHING else found

    def reads(self, node: Node, scope: Scope) -> bool:
        """Whether *node* gets credentials, or who was found to bear them, from the request."""
        match node:
            case (
                Call(
                    func=Attribute(value=Attribute(value=inner, attr=attr), attr="get"),
                    args=(Constant(value=str(key)), *_),
                )
                | Subscript(value=Attribute(value=inner, attr=attr), index=Constant(value=str(key)))
            ) if attr in BAGS:
                tells = CREDENTIAL.search(key) or _IDENTITY.search(key)
                return tells is not None and self.is_connection(inner, scope)
            case Call():
                given = (*node.args, *(keyword.value for keyword in node.keywords))
                return any(
                    isinstance(value, Attribute)
                    and value.attr in BAGS
                    and self.is_connection(value.value, scope)
                    for value in given
                )
            case Attribute(value=Attribute(value=inner, attr="state"), attr=attr):
                return bool(_IDENTITY.search(attr)) and self.is_connection(inner, scope)
            case Attribute(value=inner, attr="user" | "auth"):
                return self.is_connection(inner, scope)
        return False

    def _could_refuse(self, site: Site) -> bool:
        """Whether a call into the unknown may well be the one that authenticates."""
        name = _last_name(site.call.func)
        values = self._types.of(site.call.func, site.scope)
        if any(isinstance(value, (ClassSymbol, FunctionSymbol)) for value in values):
            return False
        dotted = self._effects.targets(site).libraries
        asks = AUTH_WORDS.search(name) or _CHECKING.search(name)
        if asks and any(map(is_authentication_library, dotted)):
            return True
        if _HARMLESS_NAMES.fullmatch(name) or any(d.startswith(_FRAMEWORKS) for d in dotted):
            return False
        if not dotted and AUTH_WORDS.search(name):
            return True
        arguments = site.call.passed
        return any(
            isinstance(argument, Name) and self.is_connection(argument, site.scope)
            for argument in arguments
        )

    def _reads_parameter(self, function: FunctionSymbol) -> bool:
        """Whether a header, a cookie or FastAPI's record of credentials is a parameter."""
        around = self._names.scope_around(function.module, function.node)
        inner = self._names.scope_of(function.module, function.node)
        for parameter in function.node.parameters:
            for marker, where in self._names.markers(parameter, around):
                marks = self._names.dotted(marker.func, where)
                alias = marker.keyword("alias")
                name = alias.value if isinstance(alias, Constant) else parameter.name
                if any(m.endswith((".Header", ".Cookie")) for m in marks) and CREDENTIAL.search(
                    str(name)
                ):
                    return True
            if parameter.annotation is None:
                continue
            for value in self._types.of_parameter(parameter, inner):
                if isinstance(value, Instance) and (value.library or "").startswith(
                    ("fastapi.security.HTTP", "fastapi.security.http.HTTP")
                ):
                    return True
        return False

    def is_connection(self, expression: Expression, scope: Scope) -> bool:
        """Whether *expression* is the request (or the connection of a WebSocket)."""
        values = self._types.of(expression, scope)
        if values:
            return any(self._types.is_a(value, _CONNECTION) for value in values)
        match expression:
            case Name(id=name) | Attribute(attr=name):
                return name.lstrip("_") in _REQUEST_NAMES
        return False

    # ───────────────────────────── statuses

    def handed_on(self, site: Site) -> set[int]:
        """The refusing statuses that the call is given: ``HTTPException(401)``."""
        return _handed_on(site.call, self._constant, site.scope)

    def raised(self, exc: Expression, scope: Scope) -> int | None:
        """The status that raising *exc* ends in, None where it is no refusal."""
        for value in self._types.of(exc, scope) or self._types.of(_function(exc), scope):
            match value:
                case ClassSymbol() | Instance(type=ClassSymbol()):
                    cls = value if isinstance(value, ClassSymbol) else value.type
                    assert isinstance(cls, ClassSymbol)
                    status = self.status_of(cls)
                    if status is not None:
                        return status
                case LibrarySymbol(dotted) | Instance(type=LibrarySymbol(dotted)):
                    status = _named(dotted.rpartition(".")[2])
                    if status is not None:
                        return status
        if isinstance(exc, (Name, Attribute)):
            bound = self._names.variable(exc, scope)
            for binding in bound[1] if bound else ():
                if isinstance(binding.value, Call) and bound:
                    found = sorted(_handed_on(binding.value, self._constant, bound[0]))
                    if found:
                        return found[-1]
        if isinstance(exc, Call):
            status = _named(_last_name(exc.func))
            if status is None and isinstance(exc.func, Attribute):
                return self.raised(exc.func.value, scope)  # Refused.as_http_exception()
            return status
        return None

    def status_of(self, cls: ClassSymbol) -> int | None:
        """The status that an exception of the project ends in: 401, 403, 400 for all other errors
        of the client, None for no such thing."""
        if cls not in self._statuses:
            self._statuses[cls] = None
            self._statuses[cls] = self._status_of(cls)
        return self._statuses[cls]

    def _status_of(self, cls: ClassSymbol) -> int | None:
        handled = self._handled.get(cls)
        if handled is not None:
            return handled
        for base in self._types.mro(cls):
            if not isinstance(base, ClassSymbol):
                continue
            for statement in base.node.body:
                match statement:
                    case Assign(targets=(Name(id=name),), value=value) if (
                        name in _STATUS_ATTRIBUTES and value is not None
                    ):
                        scope = self._names.scope_of(base.module, base.node)
                        return _status(value, self._constant, scope)
                    case Function(name="__init__"):
                        status = self._initialised(FunctionSymbol(base.module, statement))
                        if status is not None:
                            return status
        return _named(cls.node.name)

    def _initialised(self, init: FunctionSymbol) -> int | None:
        """The status that ``__init__`` gives the exception."""
        scope = self._names.scope_of(init.module, init.node)
        for node in own_nodes(init.node):
            match node:
                case Call():
                    found = _handed_on(node, self._constant, scope)
                    if found:
                        return min(found)
                case Assign(targets=(Attribute(attr=name),), value=value) if (
                    name in _STATUS_ATTRIBUTES and value is not None
                ):
                    status = _status(value, self._constant, scope)
                    if status is not None:
                        return status
        for parameter in init.node.parameters:
            if parameter.name in _STATUS_ATTRIBUTES and parameter.default is not None:
                return _status(parameter.default, self._constant, scope)
        return None

    @functools.cached_property
    def _handled(self) -> dict[ClassSymbol, int]:
        """The exceptions whose registered handler answers with a refusal."""
        found: dict[ClassSymbol, int] = {}
        for module in self._modules.values():
            scopes = self._names.scopes(module)
            for call, scope in scopes.calls_named("add_exception_handler", "exception_handler"):
                if not isinstance(call.func, Attribute) or not call.args:
                    continue
                handlers: list[FunctionSymbol] = []
                if call.func.attr == "add_exception_handler" and len(call.args) > 1:
                    values = self._types.of(call.args[1], scope)
                    handlers = [v for v in values if isinstance(v, FunctionSymbol)]
                elif call.func.attr == "exception_handler":
                    handlers = [*_decorated_by(module, call)]
                for handler in handlers:
                    for value in self._types.of(call.args[0], scope):
                        status = min(self.own(handler).refuses, default=None)
                        if isinstance(value, ClassSymbol) and status is not None:
                            found[value] = status
        return found

    def _constant(self, expression: Expression, scope: Scope) -> Constant | None:
        """The constant that a name stands for."""
        bound = self._names.variable(expression, scope)
        values = [binding.value for binding in bound[1]] if bound else []
        return values[0] if len(values) == 1 and isinstance(values[0], Constant) else None


def _asks_for_presence(test: Expression) -> bool:
    match test:
        case Name():
            return True
        case Compare(left=Name(), ops=("is not",), comparators=(Constant(value=None),)):
            return True
        case BoolOp(op="and", values=values):
            return any(map(_asks_for_presence, values))
    return False


def _none_in(body: tuple[Statement, ...]) -> bool:
    return bool(body) and _gives_none(body[-1])


def _gives_none(statement: Statement) -> bool:
    return isinstance(statement, Return) and (
        statement.value is None
        or (isinstance(statement.value, Constant) and not statement.value.value)
    )


def is_authentication_library(dotted: str) -> bool:
    """Whether a library's object, by its name, has to do with authentication."""
    if dotted.startswith(("starlette.", "fastapi.", "builtins.")) and "requires" not in dotted:
        return False
    return bool(_TOKEN_CHECKS.match(dotted) or AUTH_WORDS.search(dotted))


def _decorated_by(module: Module, call: Call) -> Iterator[FunctionSymbol]:
    for node in definitions(module):
        if isinstance(node, Function) and call in node.decorators:
            yield FunctionSymbol(module, node)


def _handed_on(call: Call, constant: _Constants, scope: Scope) -> set[int]:
    """The refusing statuses among the arguments of *call*."""
    found = set()
    for argument in call.passed:
        if isinstance(argument, (Constant, Attribute, Name)):
            status = _status(argument, constant, scope)
            if status is not None:
                found.add(status)
    return found


def _status(expression: Expression, constant: _Constants, scope: Scope) -> int | None:
    match expression:
        case Constant(value=bool()):
            return None
        case Constant(value=int(number)):
            if number in _STATUS_CODES:
                return _STATUS_CODES[number]
            return BAD_REQUEST if 400 <= number < 500 else None
        case Attribute(attr=name) | Name(id=name):
            word = name.upper()
            if "1008" in word:
                return UNAUTHENTICATED
            for text, status in _STATUS_WORDS.items():
                if word == text or (word.startswith("HTTP_") and text in word):
                    return status
            digits = _STATUS_NAME.search(name)
            if digits:
                return _STATUS_CODES.get(int(digits[1]), BAD_REQUEST)
            found = constant(expression, scope)
            return None if found is None else _status(found, constant, scope)
    return None


def _named(name: str) -> int | None:
    """What the name of an exception says."""
    if _UNAUTHENTICATED_NAMES.search(name):
        return UNAUTHENTICATED
    return FORBIDDEN if _FORBIDDEN_NAMES.search(name) else None


def _function(expression: Expression) -> Expression:
    return expression.func if isinstance(expression, Call) else expression


def _last_name(expression: Expression) -> str:
    match expression:
        case Name(id=name) | Attribute(attr=name):
            return name
        case Call(func=inner) | Subscript(value=inner):
            return _last_name(inner)
    return ""
