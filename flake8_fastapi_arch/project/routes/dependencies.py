"""What FastAPI solves before it calls something: its parameters and its tree of dependencies."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from flake8_fastapi_arch.facts.model import Assign, Expression, Function, Parameter
from flake8_fastapi_arch.project.modules.symbols import LibrarySymbol
from flake8_fastapi_arch.project.routes.application import (
    BoundParameter,
    Callee,
    Condition,
    Dependency,
    Place,
)
from flake8_fastapi_arch.project.routes.type_text import classes_in, kind_of, type_text
from flake8_fastapi_arch.project.startup import fastapi_model, library_models
from flake8_fastapi_arch.project.startup.values import (
    CONSTANTS,
    MISSING,
    Annotated,
    Bound,
    Builtin,
    Choice,
    ClassValue,
    FunctionValue,
    Generic,
    Instance,
    Library,
    Member,
    Partial,
    Unknown,
    Value,
    describe,
    plain,
)

if TYPE_CHECKING:
    from flake8_fastapi_arch.project.startup.evaluate import Evaluator

_KINDS = {
    "Query": "query", "Path": "path", "Header": "header", "Cookie": "cookie", "Body": "body",
    "Form": "form", "File": "file",
}  # fmt: skip
_SECURITY_MODULES = {
    "HTTPBearer": "http", "HTTPBasic": "http", "HTTPDigest": "http", "HTTPBase": "http",
    "APIKeyHeader": "api_key", "APIKeyQuery": "api_key", "APIKeyCookie": "api_key",
    "APIKeyBase": "api_key", "OAuth2": "oauth2", "OAuth2PasswordBearer": "oauth2",
    "OAuth2AuthorizationCodeBearer": "oauth2", "OAuth2PasswordRequestForm": "oauth2",
    "OAuth2PasswordRequestFormStrict": "oauth2", "SecurityScopes": "oauth2",
    "OpenIdConnect": "open_id_connect_url", "SecurityBase": "base",
}  # fmt: skip
_FORMS = ("OAuth2PasswordRequestForm", "OAuth2PasswordRequestFormStrict")
MAX_DEPTH = 25
MAX_DEPENDENCIES = 1_000
"""Of one callable, those of its dependencies counted each time that they are reached: two that both
depend on two others double them at each step."""


class Solved(msgspec.Struct, frozen=True, eq=False):
    """The parameters of a callable, what it depends on, and what of this is not known."""

    parameters: tuple[BoundParameter, ...] = ()
    dependencies: tuple[Dependency, ...] = ()
    unresolved: tuple[str, ...] = ()


class _Argument(msgspec.Struct, frozen=True, eq=False):
    """A parameter with its annotation and default as values."""

    name: str
    annotation: Value
    default: Value
    source: Expression | None


class Dependencies:
    """Builds dependency trees out of the evaluator's values, each once."""

    def __init__(self, evaluator: Evaluator) -> None:
        self._evaluator = evaluator
        self._solved: dict[tuple[Value, frozenset[str]], Solved] = {}
        self._arguments: dict[Value, list[_Argument] | None] = {}
        self._depth = 0

    def solve(self, call: Value, path_names: frozenset[str]) -> Solved:
        """What FastAPI finds when it looks at *call*, on a path with these parameters."""
        call = plain(call)
        key = (call, path_names)
        if not isinstance(call, CONSTANTS) and key in self._solved:
            return self._solved[key]
        if self._depth > MAX_DEPTH:
            return Solved(unresolved=("dependencies that depend on themselves",))
        self._depth += 1
        solved = self._solve(call, path_names)
        self._depth -= 1
        self._solved[key] = solved
        return solved

    def _solve(self, call: Value, path_names: frozenset[str]) -> Solved:
        arguments = self.arguments(call)
        if arguments is None:
            if _is_opaque(call):
                return Solved(unresolved=(f"what {describe(call)} depends on",))
            return Solved()
        parameters: list[BoundParameter] = []
        dependencies: list[Dependency] = []
        unresolved: list[str] = []
        for argument in arguments:
            base, marks = self._looked_into(argument)
            depends = [mark for mark in marks if self.is_depends(mark)]
            kind = None
            if depends:
                kind = "dependency"
                found, missing = self.depend(depends[-1], argument.name, base, path_names)
                dependencies.extend(found)
                unresolved.extend(missing)
            elif isinstance(argument.annotation, Unknown) and not marks:
                unresolved.append(
                    f"the annotation of `{argument.name}`: {argument.annotation.reason}"
                )
            if kind is None:
                kind = self._kind(argument, base, marks, path_names)
            parameters.append(
                BoundParameter(
                    argument.name,
                    kind,
                    argument.source,
                    () if base is MISSING else tuple(classes_in(base)),
                    None if base is MISSING else type_text(base),
                    argument.default is MISSING,
                )
            )
        if _is_large(dependencies):
            return Solved(tuple(parameters), unresolved=("more dependencies than are followed",))
        return Solved(tuple(parameters), tuple(dependencies), tuple(dict.fromkeys(unresolved)))

    def depend(
        self, depends: Instance, parameter: str | None, base: Value, path_names: frozenset[str]
    ) -> tuple[list[Dependency], list[str]]:
        """The dependencies that ``Depends(...)`` adds (several where a branch chooses)."""
        target = depends.argument(0, "dependency")
        if target is MISSING or target is None:
            target = base
        inner = plain(target)
        if isinstance(inner, Choice):
            found: list[Dependency] = []
            missing: list[str] = []
            for option, conditions in zip(inner.options, inner.conditions):
                if option is None:
                    continue
                one, without = self._depend(
                    depends, option, parameter, path_names, tuple(conditions)
                )
                found.append(one)
                missing.extend(without)
            return found, missing
        one, without = self._depend(depends, inner, parameter, path_names, ())
        return [one], without

    def _depend(
        self,
        depends: Instance,
        target: Value,
        parameter: str | None,
        path_names: frozenset[str],
        conditions: tuple[Condition, ...],
    ) -> tuple[Dependency, list[str]]:
        call = plain(target)
        solved = self.solve(call, path_names)
        unresolved = list(solved.unresolved)
        if call is MISSING or isinstance(call, (Unknown, *CONSTANTS)):
            unresolved.append(f"the dependency {describe(call)}")
        scheme, auto_error = self.scheme(call)
        is_security = self._is_security(depends)
        dependency = Dependency(
            callee_of(call),
            qualified(call),
            is_instance=isinstance(call, Instance),
            is_security=is_security,
            scopes=self._scopes(depends) if is_security else (),
            scheme=scheme,
            auto_error=auto_error,
            parameter=parameter,
            parameters=solved.parameters,
            dependencies=solved.dependencies,
            conditions=conditions,
            place=_place(call),
        )
        return dependency, unresolved

    def is_depends(self, value: Value) -> bool:
        """Whether *value* is a ``Depends(...)`` or ``Security(...)``."""
        inner = plain(value)
        if not isinstance(inner, Instance):
            return False
        return self._is_instance_of(inner, fastapi_model.DEPENDS | fastapi_model.SECURITY)

    def _is_security(self, depends: Instance) -> bool:
        return self._is_instance_of(depends, fastapi_model.SECURITY)

    def _is_instance_of(self, instance: Instance, names: frozenset[str]) -> bool:
        if isinstance(instance.cls, Library):
            return instance.cls.dotted in names
        return isinstance(instance.cls, ClassValue) and any(
            base in names for base in self._evaluator.library_bases(instance.cls)
        )

    def _scopes(self, depends: Instance) -> tuple[str, ...]:
        scopes = depends.argument(1, "scopes")
        values = None if scopes is MISSING else self._evaluator.iterate(scopes)
        found = []
        for value in map(plain, values or ()):
            inner = plain(value.value) if isinstance(value, Member) else value
            found.append(inner if isinstance(inner, str) else "…")
        return tuple(found)

    def scheme(self, call: Value) -> tuple[str | None, bool | None]:
        """The class of FastAPI's security that *call* is an instance of, and its ``auto_error``."""
        if not isinstance(call, Instance):
            return None, None
        names = (
            [call.cls.dotted]
            if isinstance(call.cls, Library)
            else self._evaluator.library_bases(call.cls)
            if isinstance(call.cls, ClassValue)
            else []
        )
        for name in names:
            last = name.rpartition(".")[2]
            if name.startswith("fastapi.security") and last in _SECURITY_MODULES:
                if last in _FORMS:
                    return None, None
                return f"fastapi.security.{last}", self._auto_error(call)
        return None, None

    def _auto_error(self, call: Instance) -> bool | None:
        value = call.names.get("auto_error", call.kwargs.get("auto_error", MISSING))
        if value is MISSING and isinstance(call.cls, ClassValue):
            init = self._evaluator.class_attribute(call.cls, "__init__")
            if isinstance(init, FunctionValue):
                default = init.defaults.get("auto_error", MISSING)
                value = call.args[0] if call.args and _first_is_auto_error(init) else default
        if value is MISSING:
            return True
        inner = plain(value)
        return inner if isinstance(inner, bool) else None

    # ───────────────────────────── parameters

    def arguments(self, call: Value) -> list[_Argument] | None:
        """The parameters that FastAPI sees in the signature of *call*; None: it has none to see."""
        if isinstance(call, CONSTANTS):
            return None
        if call not in self._arguments:
            self._arguments[call] = self._signature(call)
        return self._arguments[call]

    def _signature(self, call: Value) -> list[_Argument] | None:
        match call:
            case FunctionValue(signature=signature) if signature is not None:
                return self._of_signature(signature)
            case FunctionValue(wrapped=wrapped) if isinstance(
                wrapped, (FunctionValue, Bound, Partial, ClassValue)
            ):
                return self.arguments(wrapped)
            case FunctionValue():
                return self._of_function(call)
            case Bound(function=function):
                found = self.arguments(function)
                return None if found is None else found[1:]
            case Partial(function=function, args=args, kwargs=kwargs):
                found = self.arguments(plain(function))
                if found is None:
                    return None
                return [
                    msgspec.structs.replace(a, default=kwargs[a.name]) if a.name in kwargs else a
                    for a in found[len(args) :]
                ]
            case ClassValue():
                return self._of_class(call)
            case Instance(cls=ClassValue() as cls):
                method = self._evaluator.class_attribute(cls, "__call__")
                if isinstance(method, FunctionValue):
                    found = self.arguments(method)
                    return None if found is None else found[1:]
                return None
            case Instance():
                names = library_models.injected(self._evaluator, call)
                if names is None:
                    return None
                return [_Argument(name, MISSING, default, None) for name, default in names]
            case Generic(origin=ClassValue() as origin):
                # Of `Repository[int]` Python shows no signature; a model's is a class of its own.
                is_model = kind_of(self._evaluator, origin) == "body"
                return self.arguments(origin) if is_model else []
            case Annotated(base=base):
                return self.arguments(plain(base))
        return None

    def _of_signature(self, signature: Value) -> list[_Argument] | None:
        """The parameters of a signature that code has put together."""
        parameters = library_models.parameters_of(self._evaluator, signature)
        if parameters is None:
            return None
        found = []
        for parameter in parameters:
            name = plain(parameter.argument(0, "name"))
            if not isinstance(name, str):
                return None
            annotation = _unless_empty(parameter.argument(-1, "annotation"))
            default = _unless_empty(parameter.argument(-1, "default"))
            found.append(_Argument(name, annotation, default, None))
        return found

    def _of_function(self, function: FunctionValue) -> list[_Argument]:
        return [
            self._argument(parameter, function)
            for parameter in function.node.parameters
            if parameter.kind not in ("star", "doublestar")
        ]

    def _argument(self, parameter: Parameter, function: FunctionValue) -> _Argument:
        annotation: Value = MISSING
        if parameter.annotation is not None:
            annotation = fastapi_model.annotation(self._evaluator, function, parameter.annotation)
        default = function.defaults.get(parameter.name, MISSING)
        return _Argument(parameter.name, annotation, default, parameter.annotation)

    def _of_class(self, cls: ClassValue) -> list[_Argument] | None:
        evaluator = self._evaluator
        is_view = library_models.VIEW in cls.keywords
        init = evaluator.class_attribute(cls, "__init__")
        given: list[_Argument] = []
        if isinstance(init, FunctionValue):
            found = self.arguments(init)
            given = [] if found is None else found[1:]
            if not is_view:
                return given
        fields = []
        for name, base, statement in evaluator.fields(cls):
            if is_view and name.startswith("_"):
                continue
            holder = FunctionValue(_NOTHING, base.state, base.frame, {})
            annotation = (
                MISSING
                if statement.annotation is None
                else fastapi_model.annotation(evaluator, holder, statement.annotation)
            )
            fields.append(_Argument(name, annotation, self._default(cls, statement), None))
        is_plain = not is_view and not evaluator.library_bases(cls) and not cls.node.decorators
        return given if is_plain else [*given, *fields]

    def _default(self, cls: ClassValue, statement: Assign) -> Value:
        if statement.value is None:
            return MISSING
        [target] = statement.targets
        return self._evaluator.class_attribute(cls, getattr(target, "id", ""))

    def _looked_into(self, argument: _Argument) -> tuple[Value, list[Instance]]:
        """The type of an argument and the marks of FastAPI on it, the decisive one last."""
        base = plain(argument.annotation)
        marks: list[Instance] = []
        while isinstance(base, Annotated):
            marks[:0] = [inner for m in base.metadata if isinstance(inner := plain(m), Instance)]
            base = plain(base.base)
        marks = [mark for mark in marks if self.is_depends(mark) or _kind_of_mark(mark)]
        default = plain(argument.default)
        if isinstance(default, Choice):
            default = next((o for o in default.options if self.is_depends(o)), default.options[0])
        if isinstance(default, Instance) and (self.is_depends(default) or _kind_of_mark(default)):
            marks.append(default)
        return base, marks

    def _kind(
        self, argument: _Argument, base: Value, marks: list[Instance], path_names: frozenset[str]
    ) -> str:
        if marks:
            return _kind_of_mark(marks[-1]) or "unknown"
        if argument.name in path_names:
            return "path"
        return "query" if base is MISSING else kind_of(self._evaluator, base)


_NOTHING = Function("", "", (), None, (), (), False, False, False, 0, 0, 0)
"""Where a class' own annotations are evaluated."""


def _unless_empty(value: Value) -> Value:
    is_empty = isinstance(value, Library) and value.dotted.endswith((".empty", "._empty"))
    return MISSING if is_empty else value


def _kind_of_mark(mark: Instance) -> str | None:
    if isinstance(mark.cls, Library):
        head, _, name = mark.cls.dotted.rpartition(".")
        if head in ("fastapi", "fastapi.params", "fastapi.param_functions"):
            return _KINDS.get(name)
    return None


def _first_is_auto_error(init: FunctionValue) -> bool:
    parameters = init.node.parameters
    return len(parameters) > 1 and parameters[1].name == "auto_error"


def _is_opaque(call: Value) -> bool:
    """Whether *call* may depend on something that is not seen."""
    match call:
        case FunctionValue():
            return True
        case Library(dotted=name) | Instance(cls=Library(dotted=name)):
            return name.partition(".")[0] not in fastapi_model.FRAMEWORKS | {"builtins"}
        case Builtin() | Choice():
            return True
    return False


def callee_of(call: Value) -> Callee | None:
    """What is called, as a symbol; None where it is not known."""
    match call:
        case FunctionValue(wrapped=FunctionValue() as wrapped):
            return callee_of(wrapped)
        case FunctionValue() | ClassValue():
            return call.symbol
        case Bound(function=function):
            return callee_of(function)
        case Partial(function=function):
            return callee_of(plain(function))
        case Instance(cls=ClassValue() as cls):
            return cls.symbol
        case Instance(cls=Library(dotted=name)) | Library(dotted=name):
            return LibrarySymbol(name)
        case Generic(origin=origin) | Annotated(base=origin):
            return callee_of(plain(origin))
    return None


def qualified(call: Value) -> str:
    """*call* as ``module:qualname``, with ``()`` behind for an instance."""
    match call:
        case FunctionValue(wrapped=wrapped) if isinstance(wrapped, (FunctionValue, Bound)):
            return qualified(wrapped)
        case FunctionValue():
            return f"{call.state.name}:{call.symbol.name}"
        case Bound(receiver=ClassValue(), function=function):
            return qualified(function)
        case Bound(receiver=Instance(cls=ClassValue() as cls), function=function):
            return f"{qualified(cls)}().{function.symbol.name.rpartition('.')[2]}"
        case Bound(function=function):
            return qualified(function)
        case Partial(function=function):
            return f"partial({qualified(plain(function))})"
        case ClassValue():
            return f"{call.state.name}:{call.node.qualname}"
        case Instance(cls=Library(dotted=name)) if "<locals>" in name:
            return name
        case Instance(cls=cls):
            return f"{qualified(plain(cls))}()"
        case Library(dotted=name):
            if ":" in name:
                return name
            head, _, last = name.rpartition(".")
            if head.startswith("fastapi.security") and last in _SECURITY_MODULES:
                head = f"fastapi.security.{_SECURITY_MODULES[last]}"
            return f"{head}:{last}" if head else last
        case Generic(origin=origin) | Annotated(base=origin):
            return qualified(plain(origin))
        case Builtin(receiver=receiver, name=name):
            return f"{qualified(plain(receiver))}.{name}"
    return f"unresolved:{describe(call)}"


def _is_large(dependencies: list[Dependency]) -> bool:
    pending, count = list(dependencies), 0
    while pending and count <= MAX_DEPENDENCIES:
        count += 1
        pending += pending.pop().dependencies
    return count > MAX_DEPENDENCIES


def _place(call: Value) -> Place | None:
    function = call.function if isinstance(call, Bound) else call
    if isinstance(function, Instance):
        function = function.cls
    if isinstance(function, (FunctionValue, ClassValue)):
        return Place(function.state.path, function.node.line)
    return None
