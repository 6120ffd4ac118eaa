"""What of a request reaches which parameter, and whether it may be any text."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Iterator

import msgspec

from flake8_fastapi_arch.facts.model import (
    Assign,
    Attribute,
    Call,
    Class,
    Constant,
    Expression,
    Function,
    Name,
    Node,
    Parameter,
)
from flake8_fastapi_arch.facts.walk import own_nodes
from flake8_fastapi_arch.kept import kept
from flake8_fastapi_arch.project.data.models import Field, Models
from flake8_fastapi_arch.project.inference.types import Instance, Types, Value
from flake8_fastapi_arch.project.modules.names import Names
from flake8_fastapi_arch.project.modules.scopes import Scope
from flake8_fastapi_arch.project.modules.symbols import ClassSymbol, FunctionSymbol
from flake8_fastapi_arch.project.routes.application import Application, BoundParameter, Route

KEY, VALUE, EACH = "{key}", "{value}", "[]"
"""Ways into a container besides names and numbers: a key, a value, what a loop goes through."""

Way = tuple[str, ...]
"""The attributes, keys and elements that lead into a value, outermost first."""

_BOUND = frozenset({"path", "query", "header", "cookie", "body", "form", "file"})
_REQUESTS = (
    "starlette.requests.HTTPConnection", "starlette.requests.Request",
    "starlette.websockets.WebSocket",
)  # fmt: skip
_READ = {
    "query_params": "query", "headers": "header", "cookies": "cookie", "path_params": "segment",
    "json": "body", "body": "body", "form": "form", "receive_text": "body",
    "receive_json": "body", "receive_bytes": "body",
}  # fmt: skip
_STRINGS = frozenset({"builtins.str", "builtins.bytes"})
_SEALED = frozenset({"pydantic.SecretStr", "pydantic.types.SecretStr"})
_TEXTS = frozenset(
    {
        "fastapi.security.OAuth2PasswordRequestForm",
        "fastapi.security.OAuth2PasswordRequestFormStrict",
        "fastapi.security.HTTPAuthorizationCredentials", "fastapi.security.HTTPBasicCredentials",
        "fastapi.security.oauth2.OAuth2PasswordRequestForm",
    }
)  # fmt: skip
_ADDRESSES = frozenset(
    f"pydantic.{module}{name}"
    for module in ("", "networks.")
    for name in ("HttpUrl", "AnyUrl", "AnyHttpUrl")
)
_UPLOADS = ("fastapi.UploadFile", "starlette.datastructures.UploadFile")
_MAPPINGS = frozenset({"builtins.dict", "starlette.datastructures.FormData"})
_CONTAINERS = frozenset({"builtins.list", "builtins.tuple", "builtins.set"})
_ANYTHING = frozenset({"typing.Any", "builtins.object"})
_VALIDATORS = frozenset({"AfterValidator", "BeforeValidator", "PlainValidator", "WrapValidator"})
_FIELD_VALIDATORS = frozenset(
    {"pydantic.field_validator", "pydantic.validator", "pydantic.v1.validator"}
)
_MODEL_VALIDATORS = frozenset(
    {"pydantic.model_validator", "pydantic.root_validator", "pydantic.v1.root_validator"}
)


class Source(msgspec.Struct, frozen=True):
    """What a client sends.

    ``kind`` is query, path (the rest of it), segment (of the path), header, cookie, body, form or
    file; or column, for what a client sent once. ``form`` says what it may be: ``text``,
    ``address`` (a URL that Pydantic has parsed), ``content`` (of an uploaded file), ``container``
    (of texts), ``plain`` (a field of a body that is no text, or no free one) or ``whole`` (a body
    with fields).
    """

    kind: str
    name: str
    function: FunctionSymbol
    line: int
    form: str = "text"


class RequestSources:
    """Answers about parameters, and about what is read of requests by hand."""

    def __init__(
        self, application: Callable[[], Application], names: Names, types: Types, models: Models
    ) -> None:
        self._application = application
        self._names = names
        self._types = types
        self._models = models

    def of_parameter(
        self, parameter: Parameter, function: FunctionSymbol, scope: Scope, way: Way
    ) -> Source | None:
        """What a client decides of *parameter* (and, behind *way*, of a part of it); None where it
        is no text of the client's own, or not known to be. *scope* is the one *function* opens."""
        kind = self._kinds.get((function.node, parameter.name))
        if kind is None:
            return None
        outer = scope.parent or scope
        if self._is_constrained(self._names.markers(parameter, outer)):
            return None
        form: str | None = "text"
        if parameter.annotation is not None:
            form = self.form(parameter.annotation, outer, way)
        if form is None and way and self._has_field(parameter.annotation, outer, way):
            form = "plain"
        if form is None:
            return None
        parts = (step for step in way if step.isidentifier() and step != "get_secret_value")
        label = ".".join([parameter.name, *parts])
        return Source(kind, label, function, parameter.line, form)

    def of_reading(self, attribute: Attribute, scope: Scope, way: Way) -> str | None:
        """The kind of request data that *attribute* reads of a request or a websocket."""
        kind = _READ.get(attribute.attr)
        if kind is None:
            return None
        values = self._types.of(attribute.value, scope)
        return kind if any(self._types.is_a(value, *_REQUESTS) for value in values) else None

    def makes(self, cls: ClassSymbol) -> bool:
        """Whether FastAPI makes instances of *cls* out of requests, as a dependency."""
        return cls in self._classes

    def binds(self, parameter: Parameter, function: Function) -> bool:
        """Whether FastAPI fills *parameter* of *function* from the request."""
        return (function, parameter.name) in self._kinds

    def routes_of(self, function: FunctionSymbol) -> tuple[Route, ...]:
        """The routes that *function* serves, as handler or as dependency."""
        return tuple(self._routes.get(function.node, ()))

    def form(self, annotation: Expression, scope: Scope, way: Way) -> str | None:
        """What a value annotated so may be, behind *way*: a ``Source.form``, None for harmless or
        unknown."""
        if not _ANYTHING.isdisjoint(self._names.dotted(annotation, scope)):
            return "text"
        if self._is_constrained(self._names.metadata(annotation, scope)):
            return None
        forms = [self._form(v, way) for v in self._types.of_annotation(annotation, scope)]
        return next((form for form in forms if form is not None), None)

    def field(self, cls: ClassSymbol, name: str) -> Field | None:
        """The field *name* of a model."""
        return next((f for f in self._models.fields(cls) if f.name == name), None)

    def field_form(self, cls: ClassSymbol, name: str, way: Way = ()) -> str | None:
        """What the field *name* of the model *cls* may be, behind *way*."""
        field = self.field(cls, name)
        if field is None or field.annotation is None or self._is_validated(field, cls):
            return None
        scope = self._names.scope_of(field.owner.module, field.owner.node)
        if isinstance(field.default, Call) and self._is_constrained([(field.default, scope)]):
            return None
        return self.form(field.annotation, scope, way)

    def named(self, source: Source, names: re.Pattern[str]) -> str | None:
        """The name of *source*, or of a text in it if it is a body, that looks like *names*."""
        if source.form != "whole":
            return source.name if names.search(source.name.rpartition(".")[2]) else None
        node = source.function.node
        scope = self._names.scope_around(source.function.module, node)
        for parameter in node.parameters:
            if parameter.name != source.name or parameter.annotation is None:
                continue
            for value in self._types.of_annotation(parameter.annotation, scope):
                if isinstance(value, Instance) and isinstance(value.type, ClassSymbol):
                    for field in self._models.fields(value.type):
                        if names.search(field.name) and self._writes_itself(field):
                            return f"{source.name}.{field.name}"
        return None

    def _writes_itself(self, field: Field) -> bool:
        """Whether the field is a text that its model's text shows."""
        scope = self._names.scope_of(field.owner.module, field.owner.node)
        if field.annotation is None:
            return False
        if isinstance(field.default, Call):
            shown = field.default.keyword("repr")
            if isinstance(shown, Constant) and shown.value is False:
                return False
        values = self._types.of_annotation(field.annotation, scope)
        return any(isinstance(v, Instance) and v.library in _STRINGS for v in values)

    def is_text_column(self, table: ClassSymbol, name: str) -> bool:
        """Whether the column *name* of *table* is declared as text."""
        field = self.field(table, name)
        if field is None:
            return False
        scope = self._names.scope_of(field.owner.module, field.owner.node)
        if field.annotation is not None:
            return self.form(field.annotation, scope, ()) == "text"
        arguments = field.default.args if isinstance(field.default, Call) else ()
        types = (a.func if isinstance(a, Call) else a for a in arguments)
        return any(
            dotted.rpartition(".")[2] in ("String", "Text", "Unicode", "UnicodeText")
            for kind in types
            for dotted in self._names.dotted(kind, scope)
        )

    def _form(self, value: Value, way: Way) -> str | None:
        if not isinstance(value, Instance):
            return None
        if isinstance(value.type, ClassSymbol):
            return self._form_of_model(value.type, way)
        library = value.type.dotted
        if library in _STRINGS:
            return None if any(step.isidentifier() for step in way) else "text"
        if library in _SEALED:
            return "text" if way[:1] == ("get_secret_value",) else None
        if library in _TEXTS:
            return "text"
        if library in _ADDRESSES:
            return "address"
        if library in _UPLOADS or self._types.is_a(value, *_UPLOADS):
            if way == ("filename",):
                return "text"
            return "content" if way and set(way) <= {"file", "read"} else None
        if not way and library in _MAPPINGS | _CONTAINERS:
            texts = (held for argument in value.arguments for held in argument)
            free = library in _MAPPINGS or any(self._form(held, ()) for held in texts)
            return "container" if free else None
        if library in _MAPPINGS:
            position = 0 if way[:1] == (KEY,) or way[:1] == (EACH,) else 1
            return self._form_of_held(value, position, way[1:])
        if library in _CONTAINERS:
            return self._form_of_held(value, 0, way[1:])
        return None

    def _form_of_held(self, value: Instance, position: int, way: Way) -> str | None:
        if len(value.arguments) <= position or not value.arguments[position]:
            return "text" if value.library in _MAPPINGS else None
        forms = [self._form(held, way) for held in value.arguments[position]]
        return next((form for form in forms if form is not None), None)

    def _form_of_model(self, cls: ClassSymbol, way: Way) -> str | None:
        if not self._models.is_pydantic(cls) and self._models.table_kind(cls) is None:
            return None
        if not way:
            return "whole"
        first, *rest = way
        is_open = self._allows_extra(cls)
        if first in (KEY, EACH):
            return "text" if is_open else None  # the names of its fields
        if is_open and self.field(cls, first) is None:
            return "text"
        if first == VALUE:
            fields = (field.name for field in self._models.fields(cls))
            return next((f for name in fields if (f := self.field_form(cls, name))), None)
        return self.field_form(cls, first, tuple(rest))

    def _has_field(self, annotation: Expression | None, scope: Scope, way: Way) -> bool:
        """Whether a body annotated so has the field that *way* leads to."""
        values = self._types.of_annotation(annotation, scope) if annotation is not None else ()
        models = [
            value.type
            for value in values
            if isinstance(value, Instance) and isinstance(value.type, ClassSymbol)
        ]
        return len(way) == 1 and any(self.field(cls, way[0]) is not None for cls in models)

    def _allows_extra(self, cls: ClassSymbol) -> bool:
        """Whether instances keep what a client sends beside the fields: ``extra="allow"``."""
        for base in self._types.mro(cls):
            if not isinstance(base, ClassSymbol):
                continue
            if any(k.arg == "extra" and _is_allow(k.value) for k in base.node.keywords):
                return True
            for statement in base.node.body:
                match statement:
                    case Class(name="Config", body=body):
                        if any(isinstance(s, Assign) and _sets_extra(s) for s in body):
                            return True
                    case Assign(targets=(Name(id="model_config"),), value=Call() as config):
                        extra = config.keyword("extra")
                        if extra is not None and _is_allow(extra):
                            return True
        return False

    def _is_constrained(
        self, markers: Iterator[tuple[Call, Scope]] | list[tuple[Call, Scope]]
    ) -> bool:
        for call, scope in markers:
            if any(k.arg in ("pattern", "regex") for k in call.keywords):
                return True
            names = (dotted.rpartition(".")[2] for dotted in self._names.dotted(call.func, scope))
            if any(name in _VALIDATORS for name in names):
                return True
        return False

    def _is_validated(self, field: Field, cls: ClassSymbol) -> bool:
        """Whether code of the model looks at the field before anybody else does."""
        for base in self._types.mro(cls):
            if isinstance(base, ClassSymbol):
                validated = self._validated(base)
                if field.name in validated or "*" in validated:
                    return True
        return False

    @kept
    def _validated(self, cls: ClassSymbol) -> frozenset[str]:
        found: set[str] = set()
        scope = self._names.scope_of(cls.module, cls.node)
        for method in cls.node.body:
            if not isinstance(method, Function):
                continue
            for decorator in method.decorators:
                called = decorator.func if isinstance(decorator, Call) else decorator
                names = self._names.dotted(called, scope)
                if isinstance(decorator, Call) and not _FIELD_VALIDATORS.isdisjoint(names):
                    found.update(_strings(decorator.args))
                elif not _MODEL_VALIDATORS.isdisjoint(names):
                    nodes = list(own_nodes(method))
                    found.update(_strings(nodes))
                    found.update(n.attr for n in nodes if isinstance(n, Attribute))
        return frozenset(found)

    # ── what FastAPI binds

    @functools.cached_property
    def _kinds(self) -> dict[tuple[Node, str], str]:
        """The kind of each parameter that FastAPI fills from the request."""
        found: dict[tuple[Node, str], str] = {}
        for route, function, parameters in self._served:
            for parameter in parameters:
                kind = parameter.kind
                if kind == "path" and f"{{{parameter.name}:path}}" not in route.path:
                    kind = "segment"
                if kind in _BOUND or kind == "segment":
                    found.setdefault((function.node, parameter.name), kind)
        return found

    @functools.cached_property
    def _routes(self) -> dict[Node, list[Route]]:
        found: dict[Node, list[Route]] = {}
        for route, function, _ in self._served:
            found.setdefault(function.node, []).append(route)
        return found

    @functools.cached_property
    def _classes(self) -> frozenset[ClassSymbol]:
        return frozenset(
            dependency.callee
            for route in self._application().routes
            for dependency in route.closure.flat()
            if isinstance(dependency.callee, ClassSymbol) and not dependency.is_instance
        )

    @functools.cached_property
    def _served(self) -> list[tuple[Route, FunctionSymbol, tuple[BoundParameter, ...]]]:
        """What FastAPI calls for each route, with the parameters it fills."""
        found = []
        for route in self._application().routes:
            if route.handler is not None:
                found.append((route, route.handler, route.parameters))
            for dependency in route.closure.flat():
                callee = dependency.callee
                if isinstance(callee, ClassSymbol):
                    name = "__call__" if dependency.is_instance else "__init__"
                    method = self._types.member(callee, name)
                    if method is not None and isinstance(method[1].value, Function):
                        callee = FunctionSymbol(method[0].module, method[1].value)
                if isinstance(callee, FunctionSymbol):
                    found.append((route, callee, dependency.parameters))
        return found


def _sets_extra(statement: Assign) -> bool:
    names = [target.id for target in statement.targets if isinstance(target, Name)]
    return names == ["extra"] and statement.value is not None and _is_allow(statement.value)


def _is_allow(value: Expression) -> bool:
    match value:
        case Constant("allow") | Attribute(attr="allow"):
            return True
    return False


def _strings(nodes: object) -> Iterator[str]:
    for node in nodes:  # type: ignore[attr-defined]
        if isinstance(node, Constant) and isinstance(node.value, str):
            yield node.value
