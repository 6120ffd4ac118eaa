"""Where the data of requests goes: from what a library takes for more than data back to a client.

A search begins at a *sink*, a call that takes a string for SQL, a path, an address, code ..., and
goes backwards, breadth first: through names, f-strings, containers, attributes, into what project
functions return and out to their callers, until it meets what FastAPI binds from a request. What is
not understood ends it, so that conversions, escapes and whatever else a library makes of a value
end it too. Sinks are few; nothing else is walked.
"""

from __future__ import annotations

import collections
import functools
import re
from collections.abc import Iterator

import msgspec

from flake8_fastapi_arch.facts.model import (
    Assign,
    Attribute,
    Await,
    BinOp,
    BoolOp,
    Call,
    Comprehension,
    Constant,
    Dict,
    Display,
    Expression,
    Function,
    IfExp,
    JoinedStr,
    Lambda,
    Module,
    Name,
    NamedExpr,
    Node,
    Parameter,
    Return,
    Slice,
    Starred,
    Subscript,
    Yield,
)
from flake8_fastapi_arch.facts.walk import dotted, last_name, own
from flake8_fastapi_arch.project.data.models import Models
from flake8_fastapi_arch.project.flow.callers import Callers
from flake8_fastapi_arch.project.inference.reaching import reaching
from flake8_fastapi_arch.project.inference.types import Bound, Instance, Types
from flake8_fastapi_arch.project.libraries import Libraries
from flake8_fastapi_arch.project.modules.names import Names
from flake8_fastapi_arch.project.modules.scopes import Binding, Scope
from flake8_fastapi_arch.project.modules.symbols import ClassSymbol, FunctionSymbol, LibrarySymbol
from flake8_fastapi_arch.project.security.checked_values import is_checked, refused
from flake8_fastapi_arch.project.security.privileges import Privileges
from flake8_fastapi_arch.project.security.request_sources import (
    EACH,
    KEY,
    VALUE,
    RequestSources,
    Source,
    Way,
)
from flake8_fastapi_arch.project.security.sinks import SinkCall, Sinks

_MAX_CALLS = 5  # entered one in another
_MAX_CHECKS = 3
_END = 1 << 30  # behind the last line
_MAX_WAY = 4

_KEPT = frozenset(
    {
        "strip", "lstrip", "rstrip", "lower", "upper", "title", "capitalize", "casefold", "decode",
        "encode", "removeprefix", "removesuffix", "ljust", "rjust", "zfill", "copy", "model_dump",
        "dict", "json", "model_dump_json", "model_copy", "getvalue",
        "multi_items", "getlist", "getall",
    }
)  # fmt: skip
"""Methods that give what their object says."""
_METHODS_OF = (
    "builtins.", "collections.", "fastapi.UploadFile.", "io.", "pydantic.", "sqlmodel.SQLModel.",
    "starlette.datastructures.", "typing.",
)  # fmt: skip
"""Where the methods that a search goes through are looked for by name."""
_CUT = frozenset({"split", "rsplit", "splitlines", "partition", "rpartition"})
_ESCAPING_IF_ASKED = frozenset(
    {"jinja2.Environment", "jinja2.Template", "jinja2.environment.Environment"}
)
_ADDING = frozenset({"append", "extend", "add", "insert", "update", "appendleft"})
_HOST_IS_SETTLED = re.compile(r"/(?!/)|[^:/]+://[^/?#]*[/?#]|[^:]*[?#]|[^:/]+/|\\")


class Policy(msgspec.Struct, frozen=True):
    """What counts on the way to one kind of sink.

    ``kinds`` are those of ``Source`` that a client can use, ``forms`` its forms, ``named`` what the
    last part of its name must look like. ``head`` says that only the beginning of a string
    matters, ``steps`` that only what begins a step of a path does, ``cuts`` that a part of a string
    is as bad as all of it, ``checks`` that looking at a
    value first makes it harmless, ``privileged`` that administrators count as clients.
    """

    kinds: frozenset[str]
    forms: frozenset[str] = frozenset({"text"})
    named: re.Pattern[str] | None = None
    head: bool = False
    steps: bool = False
    cuts: bool = True
    checks: bool = True
    privileged: bool = True
    points: int = 800


class Step(msgspec.Struct, frozen=True):
    """A place that request data passes: in *function*, at *line* of its module."""

    function: FunctionSymbol
    line: int


class Flow(msgspec.Struct, frozen=True):
    """How request data comes to a place. ``steps`` begin in the function that receives it;
    ``composed`` says that it is put into a string with others, not passed whole."""

    source: Source
    steps: tuple[Step, ...]
    composed: bool

    @property
    def names(self) -> tuple[str, ...]:
        """The functions on the way, by qualified name, without those that only give it back."""
        found: list[str] = []
        for step in self.steps:
            if found[-2:-1] == [step.function.name]:
                found.pop()
            else:
                found.append(step.function.name)
        return tuple(found)

    def chain(self, *end: str) -> str:
        """The functions on the way, and the *end*, for a message."""
        return " -> ".join(f"`{name}`" for name in (*self.names, *end))


class _Entered(msgspec.Struct, frozen=True):
    """A call through which the search came into *function*, and goes out again."""

    call: Call
    scope: Scope
    function: FunctionSymbol


class _Point(msgspec.Struct, frozen=True):
    """What is looked for: a part (*way*) of what *expression* gives in *scope*.

    *calls* are those through which the search came, *composed* whether it came out of a string.
    """

    expression: Expression
    scope: Scope
    way: Way = ()
    calls: tuple[_Entered, ...] = ()
    composed: bool = False

    def at(self, expression: Expression, way: Way | None = None, composed: bool = False) -> _Point:
        """The same search at another expression of the scope."""
        return msgspec.structs.replace(
            self,
            expression=expression,
            way=self.way if way is None else way[:_MAX_WAY],
            composed=self.composed or composed,
        )


_Next = _Point | Source


class RequestData:
    """Finds the calls that request data must not reach unseen, and whether it does."""

    def __init__(
        self,
        names: Names,
        types: Types,
        models: Models,
        libraries: Libraries,
        callers: Callers,
        sinks: Sinks,
        sources: RequestSources,
        privileges: Privileges,
    ) -> None:
        self._names = names
        self._types = types
        self._models = models
        self._libraries = libraries
        self._callers = callers
        self._sinks = sinks
        self.sources = sources
        self._privileges = privileges
        self._silent: dict[Policy, set[_Point]] = {}

    def reached(
        self, function: FunctionSymbol, kind: str, policy: Policy
    ) -> Iterator[tuple[SinkCall, Flow]]:
        """The calls in *function* that take a string for *kind* and get it from a request."""
        for sink in self._sinks.of(function, kind):
            if kind == "sql" and self._sinks.is_handed_through(sink):
                continue  # whoever wrote the statement is told
            flows = (self.flow(value, sink.site.scope, policy) for value in sink.taken)
            flow = next((flow for flow in flows if flow is not None), None)
            if flow is not None:
                yield sink, flow

    def flow(self, value: Expression, scope: Scope, policy: Policy, way: Way = ()) -> Flow | None:
        """The shortest way in which request data comes to *value*, as far as *policy* counts it."""
        silent = self._silent.setdefault(policy, set())
        start = _Point(value, scope, way)
        came_from: dict[_Point, _Point] = {}
        seen = {start}
        pending = collections.deque([start])
        while pending:
            point = pending.popleft()
            if point in silent:
                continue
            for found in self._before(point, policy):
                if isinstance(found, Source):
                    if self._counts(found, point, policy):
                        return self._flow(found, point, came_from)
                elif found not in seen:
                    if len(seen) > policy.points:
                        return None
                    seen.add(found)
                    came_from[found] = point
                    pending.append(found)
        silent |= seen
        return None

    def _counts(self, source: Source, point: _Point, policy: Policy) -> bool:
        """Whether *policy* is about *source*, found at *point*; written into a string, any
        container is text."""
        form = "text" if source.form == "container" and point.composed else source.form
        return (
            source.kind in policy.kinds
            and form in policy.forms
            and (policy.named is None or self.sources.named(source, policy.named) is not None)
            and (policy.privileged or not self._privileges.is_for_administrators(source.function))
        )

    # ── one step back

    def _before(self, point: _Point, policy: Policy) -> Iterator[_Next]:
        expression = point.expression
        if (policy.checks and isinstance(expression, (Name, Attribute))) and any(
            is_checked(expression, function)
            or self._is_refused(expression, function, point.scope.module)
            for function in _functions_around(point.scope)
        ):
            return
        match expression:
            case Name():
                yield from self._before_name(expression, point)
            case Attribute():
                yield from self._before_attribute(expression, point)
            case Subscript(value, index):
                if isinstance(index, Slice):
                    if policy.cuts:
                        yield point.at(value)
                else:
                    yield point.at(value, (_index(index), *point.way))
            case Call():
                yield from self._before_call(expression, point, policy)
            case Await(value) | NamedExpr(_, value) | Starred(value):
                yield point.at(value)
            case IfExp(_, body, orelse):
                yield point.at(body)
                yield point.at(orelse)
            case BoolOp(op, values):
                for value in values if op == "or" else values[-1:]:
                    yield point.at(value)
            case JoinedStr() | BinOp():
                yield from self._before_string(expression, point, policy)
            case Display(_, items):
                yield from self._before_items(items, point)
            case Dict(keys, values):
                yield from self._before_entries(keys, values, point)
            case Comprehension():
                yield from self._before_comprehension(expression, point)

    def _is_refused(
        self, value: Name | Attribute, function: Function, module: Module, depth: int = _MAX_CHECKS
    ) -> bool:
        """Whether *function*, of *module*, has handed *value* to a function of the project before
        that raises by what it says, or hands it on to one that does."""
        key = dotted(value)
        scope = self._names.scope_of(module, function)
        return depth > 0 and any(
            call.line < value.line and self._refuses(call, position, keyword, scope, depth)
            for call in own(function, Call)
            for position, keyword in _passed_as(call, key)
        )

    def _refuses(
        self, call: Call, position: int, keyword: str | None, scope: Scope, depth: int
    ) -> bool:
        for called in self._types.of(call.func, scope):
            match called:
                case Bound(_, FunctionSymbol(module, Function() as node)):
                    parameters = node.parameters[1:]
                case FunctionSymbol(module, Function() as node):
                    parameters = node.parameters
                case _:
                    continue
            named = [p for p in parameters if p.name == keyword]
            for parameter in named or parameters[position : position + 1]:
                last = Name(parameter.name, _END, 0)
                if parameter.name in refused(node) or self._is_refused(
                    last, node, module, depth - 1
                ):
                    return True
        return False

    def _before_string(
        self, expression: JoinedStr | BinOp, point: _Point, policy: Policy
    ) -> Iterator[_Next]:
        if isinstance(expression, BinOp) and expression.op == "|":
            yield point.at(expression.left)
            yield point.at(expression.right)
            return
        if isinstance(expression, BinOp) and expression.op not in ("+", "%", "/"):
            return
        if policy.head:
            if isinstance(expression, JoinedStr) or expression.op == "+":
                for part in _deciding_the_host(expression):
                    yield point.at(part, (), composed=True)
            return
        parts = [*_parts(expression)]
        if policy.steps and not (isinstance(expression, BinOp) and expression.op == "%"):
            parts = [*_beginning_a_step(parts)]
        for part in parts:
            yield point.at(part, (), composed=True)

    def _before_items(self, items: tuple[Expression, ...], point: _Point) -> Iterator[_Next]:
        first, rest = point.way[:1], point.way[1:]
        if first and first[0].isdigit():
            if int(first[0]) < len(items):
                yield point.at(items[int(first[0])], rest)
            return
        for item in items:
            yield point.at(item, point.way if isinstance(item, Starred) else rest)

    def _before_entries(
        self,
        keys: tuple[Expression | None, ...],
        values: tuple[Expression, ...],
        point: _Point,
    ) -> Iterator[_Next]:
        first, rest = (point.way[0], point.way[1:]) if point.way else (None, ())
        for key, value in zip(keys, values):
            if key is None:
                yield point.at(value)
            elif first in (KEY, EACH):
                yield point.at(key, rest)
            elif first in (None, VALUE) or not isinstance(key, Constant) or key.value == first:
                yield point.at(value, rest)

    def _before_comprehension(self, node: Comprehension, point: _Point) -> Iterator[_Next]:
        inner = msgspec.structs.replace(
            point, scope=self._names.scope_of(point.scope.module, node), way=point.way[1:]
        )
        if node.value is None:
            yield inner.at(node.element)
            return
        if point.way[:1] in ((KEY,), (EACH,)):
            yield inner.at(node.element)
        else:
            yield inner.at(node.value)

    # ── names

    def _before_name(self, name: Name, point: _Point) -> Iterator[_Next]:
        found = reaching(name, point.scope)
        if found is None:
            return
        scope, bindings = found
        if isinstance(scope.owner, Module):
            return
        if any(binding.kind == "augment" for binding in bindings):
            bindings = tuple(b for b in scope.bindings[name.id] if b.line <= name.line)
        inner = msgspec.structs.replace(point, scope=scope)
        added = _added(scope.owner).get(name.id, []) if isinstance(scope.owner, Function) else []
        replaced = [a for a in added if a.line < name.line and inner.way[:1] == a.part]
        for addition in replaced or added:
            if addition.is_container:
                yield inner.at(addition.value)
            elif not (inner.way and addition.part) or inner.way[0] in (
                *addition.part,
                VALUE,
                EACH,
            ):
                yield inner.at(addition.value, inner.way[1:])
        if not replaced:
            for binding in bindings:
                yield from self._before_binding(binding, inner)

    def _before_binding(self, binding: Binding, point: _Point) -> Iterator[_Next]:
        value = binding.value
        match binding.kind:
            case "parameter":
                assert isinstance(value, Parameter)
                yield from self._before_parameter(value, point)
            case "assign" | "augment" if value is not None:
                if binding.annotation is None or self._may_be_text(binding.annotation, point):
                    composed = binding.kind == "augment"
                    yield point.at(value, composed=composed)  # type: ignore[arg-type]
            case "for" | "async-for":
                yield from self._before_element(value, point, ())  # type: ignore[arg-type]
            case "with" | "async-with":
                yield point.at(value)  # type: ignore[arg-type]
            case "unpack" if value is not None and binding.position is not None:
                position = str(binding.position)
                if isinstance(binding.binder, Assign):
                    yield point.at(value, (position, *point.way))  # type: ignore[arg-type]
                else:
                    yield from self._before_element(value, point, (position,))  # type: ignore[arg-type]

    def _before_element(self, iterated: Expression, point: _Point, way: Way) -> Iterator[_Next]:
        """What a loop over *iterated* goes through; behind *way* of each."""
        match iterated:
            case Call(func=Attribute(value=value, attr="items" | "multi_items"), args=()):
                if way:
                    yield point.at(value, (KEY if way == ("0",) else VALUE, *point.way))
            case Call(func=Attribute(value=value, attr="values"), args=()):
                yield point.at(value, (VALUE, *way, *point.way))
            case Call(func=Attribute(value=value, attr="keys"), args=()):
                yield point.at(value, (KEY, *way, *point.way))
            case Call(func=Name(id="enumerate"), args=(value, *_)):
                if way[:1] == ("1",):
                    yield point.at(value, (EACH, *way[1:], *point.way))
            case _:
                yield point.at(iterated, (EACH, *way, *point.way))

    def _before_parameter(self, parameter: Parameter, point: _Point) -> Iterator[_Next]:
        owner = point.scope.owner
        assert isinstance(owner, (Function, Lambda))
        function = FunctionSymbol(point.scope.module, owner)
        outer = point.scope.parent or point.scope
        if point.calls:
            *others, entered = point.calls
            if entered.function == function:
                back = msgspec.structs.replace(point, scope=entered.scope, calls=tuple(others))
                if self._may_pass_text(parameter, outer, point):
                    yield from self._before_argument(parameter, function, entered.call, 0, back)
            return
        dependency = self._types.dependency(parameter, point.scope)
        if dependency is not None:
            yield from self._before_dependency(dependency, function, parameter, point)
            return
        source = self.sources.of_parameter(parameter, function, point.scope, point.way)
        if source is not None:
            yield source
        if self._may_pass_text(parameter, outer, point):
            for calling in self._callers.of(function):
                if calling.offset is not None:
                    call, scope = calling.site.call, calling.site.scope
                    back = msgspec.structs.replace(point, scope=scope)
                    yield from self._before_argument(
                        parameter, function, call, calling.offset, back
                    )

    def _may_pass_text(self, parameter: Parameter, outer: Scope, point: _Point) -> bool:
        annotation = parameter.annotation
        return annotation is None or self._may_be_text(
            annotation, msgspec.structs.replace(point, scope=outer)
        )

    def _may_be_text(self, annotation: Expression, point: _Point) -> bool:
        """Whether what is annotated so may hold text behind the way: unknown types may."""
        values = self._types.of_annotation(annotation, point.scope)
        if not values:
            names = self._names.dotted(annotation, point.scope)
            return "typing.Literal" not in names
        return any(not _is_harmless(value, self._types) for value in values)

    def _before_argument(
        self, parameter: Parameter, function: FunctionSymbol, call: Call, offset: int, point: _Point
    ) -> Iterator[_Next]:
        """What *call* passes for *parameter*; its first *offset* arguments are not for it."""
        parameters = [p for p in function.node.parameters if p.kind in ("positional", "normal")]
        if parameters and parameters[0].name in ("self", "cls"):
            parameters = parameters[1:]
        args = call.args[offset:]
        if parameter.kind == "doublestar":
            for keyword in call.keywords:
                if keyword.arg is None:
                    yield point.at(keyword.value)
                elif point.way[:1] == (keyword.arg,) or point.way[:1] == (VALUE,):
                    yield point.at(keyword.value, point.way[1:])
            return
        passed = call.keyword(parameter.name)
        position = parameters.index(parameter) if parameter in parameters else len(args)
        if passed is None and not any(isinstance(a, Starred) for a in args[: position + 1]):
            passed = args[position] if position < len(args) else None
        if passed is not None:
            yield point.at(passed)
            return
        for keyword in call.keywords:
            if keyword.arg is None:
                yield point.at(keyword.value, (parameter.name, *point.way))

    def _before_dependency(
        self,
        dependency: Expression,
        function: FunctionSymbol,
        parameter: Parameter,
        point: _Point,
    ) -> Iterator[_Next]:
        """What FastAPI passes for ``Depends(dependency)``."""
        outer = point.scope.parent or point.scope
        providers = self._types.of(dependency, outer)
        if dependency is parameter.annotation:  # ``Depends()``
            values = self._types.of_annotation(dependency, outer)
            providers = frozenset(value.type for value in values if isinstance(value, Instance))
        for provider in providers:
            match provider:
                case (FunctionSymbol() as called) | Bound(_, FunctionSymbol() as called):
                    yield from self._before_returned(called, point, ())
                case ClassSymbol():
                    yield from self._before_injected(provider, function, parameter, point)
                case LibrarySymbol(library) if library.startswith("fastapi.security."):
                    if library.rpartition(".")[2].startswith("OAuth2PasswordRequestForm"):
                        name = ".".join((parameter.name, *point.way))
                        yield Source("form", name, function, parameter.line)
                case Instance(LibrarySymbol(library)) if library.startswith("fastapi.security."):
                    yield Source("header", parameter.name, function, parameter.line)

    def _before_injected(
        self, cls: ClassSymbol, function: FunctionSymbol, parameter: Parameter, point: _Point
    ) -> Iterator[_Next]:
        """What the parts of an object are that FastAPI makes of a request."""
        if not point.way:
            return
        name, way = point.way[0], point.way[1:]
        form = self.sources.field_form(cls, name, way)
        if form is not None and self._models.is_pydantic(cls):
            yield Source("query", f"{parameter.name}.{name}", function, parameter.line, form)
            return
        for assigned, scope in self._names.self_assignments(cls).get(name, ()):
            if assigned.value is not None:
                yield msgspec.structs.replace(point, scope=scope).at(assigned.value, way)

    # ── attributes and calls

    def _before_attribute(self, attribute: Attribute, point: _Point) -> Iterator[_Next]:
        kind = self.sources.of_reading(attribute, point.scope, point.way)
        if kind is not None:
            source = self._read(attribute, kind, point)
            if source is not None:
                yield source
            return
        values = self._types.of(attribute.value, point.scope)
        if any(self._types.is_a(value, "pathlib.PurePath") for value in values):
            if attribute.attr == "parent":
                yield point.at(attribute.value)
            return  # a name has no directory
        stored = self._stored(attribute, point)
        if stored is not None:
            yield stored
        yield point.at(attribute.value, (attribute.attr, *point.way))

    def _stored(self, attribute: Attribute, point: _Point) -> Source | None:
        """The text of a row that *attribute* is."""
        function = _function_of(point.scope)
        if function is None or point.way:
            return None
        for value in self._types.of(attribute.value, point.scope):
            match value:
                case Instance(ClassSymbol() as cls):
                    if self._models.table_kind(cls) is not None and self.sources.is_text_column(
                        cls, attribute.attr
                    ):
                        symbol = FunctionSymbol(point.scope.module, function)
                        name = dotted(attribute) or attribute.attr
                        return Source("column", name, symbol, attribute.line)
        return None

    def _read(self, attribute: Attribute, kind: str, point: _Point) -> Source | None:
        function = _function_of(point.scope)
        if function is None or point.way[:1] == (KEY,):
            return None
        words = [attribute.attr, *(w for w in point.way if w[:1].isalnum())]
        name = ".".join(words)
        is_part = bool(point.way) or attribute.attr in ("body", "receive_text", "receive_bytes")
        form = "text" if is_part else "container"
        symbol = FunctionSymbol(point.scope.module, function)
        return Source(kind, name, symbol, attribute.line, form)

    def _before_call(self, call: Call, point: _Point, policy: Policy) -> Iterator[_Next]:
        func = call.func
        if isinstance(func, Attribute):
            kind = self.sources.of_reading(func, point.scope, point.way)
            if kind is not None:
                source = self._read(func, kind, point)
                if source is not None:
                    yield source
                return
            if func.attr in ("render", "render_async") and self._writes_as_it_is(
                func.value, point.scope
            ):
                for argument in call.passed:
                    yield point.at(argument, (), composed=True)
                return
        known = False
        for value in self._types.of(func, point.scope):
            match value:
                case (FunctionSymbol() as target) | Bound(_, FunctionSymbol() as target):
                    known = True
                    yield from self._before_returned(target, point, (call,))
                case ClassSymbol() as cls:
                    known = True
                    yield from self._before_made(cls, call, point)
                case LibrarySymbol(library) | Bound(_, LibrarySymbol(library)):
                    if self._libraries.passes(library):
                        known = True
                        yield from self._before_passed(call, value, point, policy)
                    elif not library.startswith(_METHODS_OF):
                        known = True
        if not known and isinstance(func, Attribute):
            yield from self._before_method(func, call, point, policy)

    def _writes_as_it_is(self, template: Expression, scope: Scope) -> bool:
        """Whether *template* is one of Jinja's that escapes nothing, as it is without asking."""
        made, scope = self._made_by(template, scope)
        if not isinstance(made, Call):
            return False
        if isinstance(made.func, Attribute) and made.func.attr in ("get_template", "from_string"):
            made, scope = self._made_by(made.func.value, scope)
            if not isinstance(made, Call):
                return False
        escapes = made.keyword("autoescape")
        return _ESCAPING_IF_ASKED.issuperset(
            self._names.dotted(made.func, scope) or ("unknown",)
        ) and (escapes is None or (isinstance(escapes, Constant) and not escapes.value))

    def _made_by(self, value: Expression, scope: Scope) -> tuple[Expression, Scope]:
        """The expression that gave a variable its only value; others are their own."""
        variable = self._names.variable(value, scope)
        if variable is None or len(variable[1]) != 1 or variable[1][0].kind != "assign":
            return value, scope
        given = variable[1][0].value
        return (given or value), variable[0]  # type: ignore[return-value]

    def _before_passed(
        self, call: Call, value: object, point: _Point, policy: Policy
    ) -> Iterator[_Next]:
        """A call of a library that gives what it is given."""
        if isinstance(value, Bound) and isinstance(call.func, Attribute):
            yield point.at(call.func.value)
        arguments = call.args[1:] if last_name(call.func) == "cast" else call.args
        if policy.head and last_name(call.func) != "urljoin":
            arguments = arguments[:1]
        for argument in arguments:
            yield point.at(argument, composed=len(arguments) > 1)
        for keyword in call.keywords:
            if last_name(call.func) == "dict":
                if keyword.arg is None:
                    yield point.at(keyword.value)
                elif point.way[:1] in ((keyword.arg,), (VALUE,)):
                    yield point.at(keyword.value, point.way[1:])

    def _before_method(
        self, func: Attribute, call: Call, point: _Point, policy: Policy
    ) -> Iterator[_Next]:
        """A method of a string, a container or a model, or of what may be one."""
        way = point.way
        match func.attr:
            case "get" | "pop" | "setdefault" if call.args:
                yield point.at(func.value, (_index(call.args[0]), *way))
                for default in call.args[1:2]:
                    yield point.at(default)
            case "pop":
                yield point.at(func.value, (EACH, *way))
            case "values":
                yield point.at(func.value, (VALUE, *way[1:]))
            case "keys":
                yield point.at(func.value, (KEY, *way[1:]))
            case "format" if not policy.head:
                for argument in call.passed:
                    yield point.at(argument, (), composed=True)
                yield point.at(func.value)
            case "join" if not policy.head and call.args:
                yield from (
                    msgspec.structs.replace(p, composed=True) if isinstance(p, _Point) else p
                    for p in self._before_element(call.args[0], point, ())
                )
            case name if name in _CUT and policy.cuts:
                yield point.at(func.value, way[1:])
            case "read" | "get_secret_value":
                yield point.at(func.value, (func.attr, *way))
            case "model_dump" | "dict" if _leaves_out(call, way):
                return
            case name if name in _KEPT:
                yield point.at(func.value)

    def _before_made(self, cls: ClassSymbol, call: Call, point: _Point) -> Iterator[_Next]:
        """The part of a new object that one of the arguments becomes."""
        if not point.way or not (
            self._models.is_pydantic(cls)
            or self._models.table_kind(cls) is not None
            or _is_dataclass(cls)
        ):
            return
        if self._models.is_pydantic(cls) and self.sources.field_form(cls, point.way[0]) is None:
            return
        for keyword in call.keywords:
            if keyword.arg is None:
                yield point.at(keyword.value)
            elif keyword.arg == point.way[0]:
                yield point.at(keyword.value, point.way[1:])

    def _before_returned(
        self, function: FunctionSymbol, point: _Point, through: tuple[Call, ...]
    ) -> Iterator[_Next]:
        """What a call of *function* gives; without a call, what FastAPI gets of it."""
        if len(point.calls) >= _MAX_CALLS:
            return
        node = function.node
        inner = self._names.scope_of(function.module, node)
        calls = point.calls if through else ()
        calls = (*calls, *(_Entered(call, point.scope, function) for call in through))
        at = msgspec.structs.replace(point, scope=inner, calls=calls)
        if isinstance(node, Lambda):
            yield at.at(node.body)
            return
        around = self._names.scope_around(function.module, node)
        if node.returns is not None and not self._may_be_text(
            node.returns, msgspec.structs.replace(point, scope=around)
        ):
            return
        for found in own(node, Return, Yield):
            if found.value is not None:
                yield at.at(found.value)

    # ── the way that was found

    def _flow(self, source: Source, last: _Point, came_from: dict[_Point, _Point]) -> Flow:
        steps = [Step(source.function, source.line)]
        point: _Point | None = last
        while point is not None:
            function = _function_of(point.scope)
            if function is not None and steps[-1].function.node is not function:
                steps.append(Step(FunctionSymbol(point.scope.module, function), function.line))
            line = _line(point.expression)
            if line:
                steps[-1] = msgspec.structs.replace(steps[-1], line=line)
            point = came_from.get(point)
        composed = last.composed
        return Flow(source, tuple(steps), composed)


def _passed_as(call: Call, key: str | None) -> Iterator[tuple[int, str | None]]:
    """The positions and keywords at which *call* passes the name or chain *key*."""
    for position, argument in enumerate(call.args):
        if isinstance(argument, Starred):
            return
        if dotted(argument) == key is not None:
            yield position, None
    for keyword in call.keywords:
        if keyword.arg and dotted(keyword.value) == key is not None:
            yield len(call.args), keyword.arg


def _functions_around(scope: Scope) -> Iterator[Function]:
    """The functions that *scope* lies in, the innermost first."""
    inner: Scope | None = scope
    while inner is not None:
        if isinstance(inner.owner, Function):
            yield inner.owner
        inner = inner.parent


def _function_of(scope: Scope) -> Function | None:
    return next(_functions_around(scope), None)


def _index(index: Expression) -> str:
    """The step into a container for ``x[index]``."""
    if isinstance(index, Constant) and isinstance(index.value, (str, int)):
        return str(index.value)
    return VALUE


def _parts(expression: Expression) -> Iterator[Expression]:
    """What a string is put together from, in order."""
    match expression:
        case JoinedStr(parts=parts):
            for part in parts:
                yield from _parts(part)
        case BinOp("+", left, right):
            yield from _parts(left)
            yield from _parts(right)
        case BinOp("/", left, right):
            yield left
            yield Constant("/")
            yield right
        case BinOp("%", left, right):
            yield left
            yield from right.items if isinstance(right, Display) else (right,)
        case _:
            yield expression


def _deciding_the_host(expression: Expression) -> Iterator[Expression]:
    """The parts of an address before its host is complete, without what is constant."""
    before = ""
    for part in _parts(expression):
        if isinstance(part, Constant):
            before += str(part.value)
            if _HOST_IS_SETTLED.match(before):
                return
        elif not before or re.fullmatch(r"\w+://[^/]*", before):
            yield part
            return
        else:
            return


def _beginning_a_step(parts: list[Expression]) -> Iterator[Expression]:
    """The parts of a path that begin a step of it: of `{key}_{name}` with a `name` that leads out
    of the directory, the first step is no directory, and nothing is opened."""
    for before, part in zip([None, *parts], parts):
        match before:
            case None:
                yield part
            case Constant(str() as text) if not text.endswith(("/", "\\")):
                continue
            case Constant():
                yield part
            case _ if before is parts[0] and _DIRECTORY.search(dotted(before) or ""):
                yield part


_DIRECTORY = re.compile(r"^[A-Z_.]+$|dir|path|folder|root|base|prefix|location", re.IGNORECASE)


class _Added(msgspec.Struct, frozen=True):
    """What a statement puts into a container: as the *part* of that name (() for any), or all that
    *value* holds (``extend``)."""

    value: Expression
    part: Way
    line: int
    is_container: bool = False


@functools.lru_cache(maxsize=1024)
def _added(function: Function) -> dict[str, list[_Added]]:
    """What is put into the containers and objects that *function* names."""
    found: dict[str, list[_Added]] = {}
    for node in own(function, Call, Assign):
        match node:
            case Call(func=Attribute(value=Name(id=name), attr=method), args=args) if (
                method in _ADDING and args
            ):
                whole = method in ("extend", "update")
                found.setdefault(name, []).append(_Added(args[-1], (), node.line, whole))
            case Assign(value=value, line=line) if value is not None:
                for target in node.targets:
                    match target:
                        case Subscript(value=Name(id=name), index=index):
                            found.setdefault(name, []).append(_Added(value, (_index(index),), line))
                        case Attribute(value=Name(id=name), attr=attr) if name != "self":
                            found.setdefault(name, []).append(_Added(value, (attr,), line))
    return found


def _is_harmless(value: object, types: Types) -> bool:
    """Whether no text of a client fits into an object of the type."""
    if not isinstance(value, Instance):
        return False
    if value.library is not None:
        if value.library == "builtins.list" and value.arguments and value.arguments[0]:
            return all(_is_harmless(held, types) for held in value.arguments[0])
        return value.library in _HARMLESS
    return types.is_a(value, "enum.Enum", "enum.StrEnum", "enum.IntEnum")


_HARMLESS = frozenset(
    {
        "builtins.int", "builtins.float", "builtins.bool", "uuid.UUID", "datetime.datetime",
        "datetime.date", "datetime.time", "datetime.timedelta", "decimal.Decimal",
        "ipaddress.IPv4Address", "ipaddress.IPv6Address", "pydantic.EmailStr", "builtins.type",
    }
)  # fmt: skip


def _leaves_out(call: Call, way: Way) -> bool:
    """Whether ``model_dump(exclude=..., include=...)`` leaves out what is looked for."""
    for name, stays in (("include", True), ("exclude", False)):
        value = call.keyword(name)
        if value is None:
            continue
        if not isinstance(value, (Display, Dict)):
            return True
        items = value.items if isinstance(value, Display) else value.keys
        named = {item.value for item in items if isinstance(item, Constant)}
        if way and (way[0] in named) is not stays:
            return True
    return False


def _is_dataclass(cls: ClassSymbol) -> bool:
    return any(
        last_name(d.func if isinstance(d, Call) else d) == "dataclass" for d in cls.node.decorators
    )


def _line(expression: Node) -> int:
    return int(getattr(expression, "line", 0))
