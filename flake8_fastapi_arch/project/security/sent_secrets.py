"""Which secrets answers carry: in the fields of response models, and in dicts written out.

What is secret is told by its name, where its type is text: passwords and their hashes wherever they
go; keys and other secrets where they are read, not where they were just made.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator

from flake8_fastapi_arch.facts.model import (
    Assign,
    Attribute,
    Call,
    Comprehension,
    Constant,
    Dict,
    Display,
    Expression,
    Function,
    Module,
    Name,
    Subscript,
)
from flake8_fastapi_arch.facts.walk import dotted, last_name, statements
from flake8_fastapi_arch.project.data.models import Field, Models
from flake8_fastapi_arch.project.data.tables import Data
from flake8_fastapi_arch.project.inference.instances import Instance, Values
from flake8_fastapi_arch.project.inference.types import Types
from flake8_fastapi_arch.project.modules.names import Names
from flake8_fastapi_arch.project.modules.scopes import Scope
from flake8_fastapi_arch.project.modules.symbols import ClassSymbol, FunctionSymbol
from flake8_fastapi_arch.project.routes.application import Application, Route
from flake8_fastapi_arch.project.routes.responses import Responses
from flake8_fastapi_arch.project.security.strangers import Strangers

_PASSWORD = re.compile(
    r"(?:\w+_)?(?:password|passwd|passphrase|pwd)(?:_(?:hash|hashed|digest|salt|encrypted))?"
    r"|(?:hashed|encrypted)_?(?:password|pwd)"
)
_SECRET = re.compile(
    r"(?:\w+_)?(?:secret|secret_key|private_key|client_secret|api_secret|(?:totp|otp|mfa)_secret"
    r"|signing_key|encryption_key|secret_access_key|reset(?:_password)?_token|verification_token"
    r"|activation_token)"
)
_KEY = re.compile(r"(?:\w+_)?(?:api_?key|api_?token)")
"""What opens another service, or this one, in its bearer's name."""
_NO_SECRET = re.compile(
    r"(?:has|is|needs?|requires?|must|should|allow|change|min|max|with|no|use|show|hide|forgot"
    r"|enabled?|disabled?|auto|generated?|random|masked|redacted|hint|new|temp|temporary|initial)_"
)
_FOR_BROWSERS = re.compile(
    r"public|publishable|anon|client_side|frontend|browser|site_key|maps?_|posthog|sentry|segment"
    r"|amplitude|mixpanel|algolia_search|firebase|analytics|recaptcha|turnstile|vapid"
)
"""Keys that are made to be shown."""
_MAKING = re.compile(r"(?:^|_)(?:generate|suggest|propose|random)")
"""A handler that hands out a new password, which is nobody's yet."""
_ENVIRONMENT = frozenset({"os.getenv", "os.environ.get"})
_TEXT = frozenset({"builtins.str", "builtins.bytes"})
_RESPONSE = re.compile(r"(?:JSON|Json)Response$")
_VALUES = frozenset({"value", "get_secret_value"})
"""What wraps a setting: ``KEY.value``, ``KEY.get_secret_value()``."""
_MAX_NESTING = 3


class SentSecrets:
    """Answers what secrets the routes of one application send."""

    def __init__(
        self,
        application: Application,
        names: Names,
        types: Types,
        models: Models,
        data: Data,
        responses: Responses,
        strangers: Strangers,
        calls_named: Callable[[str], Iterable[tuple[Call, Scope]]],
        attributes_named: Callable[[str], Iterable[tuple[Attribute, Scope]]],
    ) -> None:
        self._application = application
        self._names = names
        self._types = types
        self._models = models
        self._data = data
        self._responses = responses
        self._strangers = strangers
        self._calls_named = calls_named
        self._attributes_named = attributes_named

    def in_models(self, route: Route) -> Iterator[Field]:
        """The secret fields of what *route* declares to answer with; keys, which some routes are
        there to hand out, where a table keeps them."""
        for field in self._fields(route):
            if not _KEY.fullmatch(field.name.lower()) or self._is_column(field.name):
                yield field

    def _fields(self, route: Route) -> Iterator[Field]:
        if _makes_one(route) or _chooses_fields(route):
            return
        for cls in route.response_class_symbols:
            if not self._is_form(cls, route):
                yield from self._sensitive(cls, route, 0)

    def written_out(self, route: Route) -> Iterator[tuple[str, int]]:
        """The secrets in the dicts that the handler writes out, by their keys (``mail.password``)
        and lines: passwords of rows to anybody, keys and other settings to strangers."""
        handler = route.handler
        if handler is None or _makes_one(route) or route.response_class_symbols:
            return
        for _, value, scope in self._responses.returns(handler):
            for key, line, sent, where in self._entries(value, scope, "", 0):
                name = key.rpartition(".")[2].lower()
                if _is_about(route, name) or not self._is_read_secret(name, sent, where, handler):
                    continue
                if _is_password(name) and self._is_of_row(sent, where):
                    yield key, line
                elif "GET" not in route.methods or _FOR_BROWSERS.search(_worded(sent).lower()):
                    continue
                elif self._strangers.get_answer(route):
                    yield key, line

    def shared(self, cls: ClassSymbol) -> tuple[Field, Route, Route] | None:
        """A secret field that *cls* declares for what clients send and for what they receive alike,
        each by a model below it, with a route that takes one and a route that answers with one."""
        own = [f for f in self._models.fields(cls) if f.owner == cls and _may_be_secret(f.name)]
        if not own:
            return None
        taking = next((r for r in self._application.routes if self._takes_below(cls, r)), None)
        if taking is None:
            return None
        for route in self._application.routes:
            if not any(cls in self._types.mro(c) for c in route.response_class_symbols):
                continue
            sent = [*self._fields(route)]
            for field in own:
                if field in sent:
                    return field, taking, route
        return None

    def _takes_below(self, cls: ClassSymbol, route: Route) -> bool:
        """Whether *route* takes a model that inherits *cls*, and does not answer with the same."""
        return any(
            parameter.kind == "body"
            and any(
                taken != cls
                and taken not in route.response_class_symbols
                and cls in self._types.mro(taken)
                for taken in parameter.symbols
            )
            for parameter in route.parameters
        )

    # ── models

    def _is_form(self, cls: ClassSymbol, route: Route) -> bool:
        """Whether *cls* is what one path shows and takes back, there or at a path below it
        (``/settings/update``): settings that somebody edits."""
        here = self._application.at_or_below(route.path)
        shown = (r for r in here if "GET" in r.methods and cls in r.response_class_symbols)
        return any(shown) and any(
            cls in parameter.symbols and parameter.kind == "body"
            for other in here
            for parameter in other.parameters
        )

    def _sensitive(self, cls: ClassSymbol, route: Route, depth: int) -> Iterator[Field]:
        """The fields of *cls*, or of what it holds, that must not be sent."""
        serialises = self._models.is_pydantic(cls) or self._models.table_kind(cls) in (
            "SQLModel",
            "Beanie",
        )
        if depth > _MAX_NESTING or not serialises or self._has_serializer(cls, None):
            return
        for field in self._models.fields(cls):
            if field.annotation is None or _is_excluded(field):
                continue
            scope = self._names.scope_of(field.owner.module, field.owner.node)
            values = self._types.of_annotation(field.annotation, scope)
            name = field.name.lower()
            if _is_secret(name, route) and not _is_about(route, name) and _is_text(values):
                is_sent = self._is_filled(field) and not self._is_masked(field)
                if is_sent and not self._has_serializer(cls, field.name):
                    yield field
            else:
                for inner in _classes(values):
                    if inner != cls:
                        yield from self._sensitive(inner, route, depth + 1)

    def _is_filled(self, field: Field) -> bool:
        """Whether the field has to be given, or is a column of some table."""
        default = field.default
        if isinstance(default, Call):
            first = default.args[0] if default.args else default.keyword("default")
            default = first
        if default is None:
            return True
        return self._is_column(field.name)

    def _is_column(self, name: str) -> bool:
        return any(name in table.columns for table in self._data.tables)

    def _has_serializer(self, cls: ClassSymbol, name: str | None) -> bool:
        """Whether *cls* serialises the field *name*, or itself, in a way of its own."""
        wanted = "model_serializer" if name is None else "field_serializer"
        for base in self._types.mro(cls):
            for method in base.node.body if isinstance(base, ClassSymbol) else ():
                for decorator in method.decorators if isinstance(method, Function) else ():
                    func = decorator.func if isinstance(decorator, Call) else decorator
                    if last_name(func) != wanted:
                        continue
                    named = decorator.args if isinstance(decorator, Call) else ()
                    words = [a.value for a in named if isinstance(a, Constant)]
                    if name is None or name in words or "*" in words:
                        return True
        return False

    def _is_masked(self, field: Field) -> bool:
        """Whether the project puts a constant into the field, or takes it out."""
        for call, _ in self._calls_named(field.owner.name):
            if isinstance(call.keyword(field.name), Constant):
                return True
        return any(
            isinstance(statement, Assign)
            and isinstance(statement.value, Constant)
            and any(target is attribute for target in statement.targets)
            for attribute, scope in self._attributes_named(field.name)
            if isinstance(scope.owner, (Function, Module))
            for statement in statements(scope.owner.body)
        )

    # ── dicts

    def _entries(
        self, value: Expression, scope: Scope, before: str, depth: int
    ) -> Iterator[tuple[str, int, Expression, Scope]]:
        """What the dicts in an answer surely hold, by keys and lines; branches are left out."""
        if depth > _MAX_NESTING:
            return
        match value:
            case Dict(keys=keys, values=values):
                for key, inner in zip(keys, values):
                    if key is None:
                        yield from self._entries(inner, scope, before, depth)
                    elif isinstance(key, Constant) and isinstance(key.value, str):
                        name = f"{before}{key.value}"
                        yield name, key.line, inner, scope
                        yield from self._entries(inner, scope, f"{name}.", depth + 1)
            case Display(items=items):
                for item in items:
                    yield from self._entries(item, scope, before, depth + 1)
            case Comprehension(element=element, value=None):
                inside = self._names.scopes(scope.module).of(value)
                yield from self._entries(element, inside, before, depth + 1)
            case Call(func=func) if _RESPONSE.search(last_name(func)):
                content = value.argument("content", 0)
                if content is not None:
                    yield from self._entries(content, scope, before, depth + 1)
            case Name(id=name):
                bound = scope.bindings.get(name, ())
                if len(bound) == 1 and bound[0].kind == "assign":
                    made = bound[0].value
                    if isinstance(made, (Dict, Display, Comprehension)):
                        yield from self._entries(made, scope, before, depth + 1)

    def _is_read_secret(
        self, key: str, sent: Expression, scope: Scope, handler: FunctionSymbol
    ) -> bool:
        """Whether key and value both say that a secret is sent, and it did not come with the
        request."""
        said = _worded(sent).lower()
        if not _may_be_secret(key) or not _may_be_secret(said.rpartition(".")[2]):
            return False
        root: Expression = sent
        while isinstance(root, (Attribute, Subscript, Call)):
            root = root.func if isinstance(root, Call) else root.value
        is_parameter = isinstance(root, Name) and any(
            parameter.name == root.id for parameter in handler.node.parameters
        )
        if isinstance(sent, Call):
            return not _ENVIRONMENT.isdisjoint(self._names.dotted(sent.func, scope))
        if isinstance(sent, Name):
            found = scope.find(sent.id)
            return found is not None and isinstance(found[0].owner, Module)
        return isinstance(sent, (Attribute, Subscript)) and not is_parameter

    def _is_of_row(self, sent: Expression, scope: Scope) -> bool:
        """Whether *sent* is a column of a table's row."""
        return isinstance(sent, Attribute) and any(
            isinstance(value, Instance)
            and isinstance(value.type, ClassSymbol)
            and self._models.table_kind(value.type) is not None
            for value in self._types.of(sent.value, scope)
        )


def _makes_one(route: Route) -> bool:
    handler = route.handler
    return handler is not None and bool(_MAKING.search(handler.name.rpartition(".")[2].lower()))


def _chooses_fields(route: Route) -> bool:
    """Whether the registration says which fields are sent, or hides whether it does."""
    given = route.arguments
    return not given.isdisjoint({"response_model_exclude", "response_model_include", "**"})


def _is_about(route: Route, name: str) -> bool:
    """Whether *route* is there to show the secret *name*, by its path or its handler."""
    shown = route.handler.name.rpartition(".")[2] if route.handler is not None else ""
    words = (shown, *route.path.split("/"))
    return not _PASSWORD.fullmatch(name) and any(
        name in word.lower().replace("-", "_") for word in words
    )


def _is_password(name: str) -> bool:
    return not _NO_SECRET.match(name) and _PASSWORD.fullmatch(name) is not None


def _may_be_secret(name: str) -> bool:
    name = name.lower()
    kinds = (_PASSWORD, _SECRET, _KEY)
    return not _NO_SECRET.match(name) and any(kind.fullmatch(name) for kind in kinds)


def _is_secret(name: str, route: Route) -> bool:
    return _is_password(name) or ("GET" in route.methods and _may_be_secret(name))


def _worded(sent: Expression) -> str:
    """The name of what is sent, without what wraps a setting: ``settings.api_key``."""
    match sent:
        case Attribute(value=inner, attr=attr) if attr in _VALUES:
            return _worded(inner)
        case Call(func=Attribute(value=inner, attr=attr)) if attr in _VALUES:
            return _worded(inner)
        case Subscript(index=Constant(value=str() as key)):
            return key
        case Call(args=(Constant(value=str() as key), *_)):
            return key
    return dotted(sent) or last_name(sent)


def _is_excluded(field: Field) -> bool:
    """Whether the field never serialises: ``exclude=True``, or a relationship of a table."""
    default = field.default
    if not isinstance(default, Call):
        return False
    if last_name(default.func) in ("Relationship", "PrivateAttr"):
        return True
    excluded = default.keyword("exclude")
    return excluded is not None and not (isinstance(excluded, Constant) and not excluded.value)


def _is_text(values: Values) -> bool:
    return any(isinstance(value, Instance) and value.library in _TEXT for value in values)


def _classes(values: Values) -> Iterator[ClassSymbol]:
    for value in values:
        if isinstance(value, Instance):
            if isinstance(value.type, ClassSymbol):
                yield value.type
            for held in value.arguments:
                yield from _classes(held)
