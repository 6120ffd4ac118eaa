"""What an expression may be, told from the sources alone: classes, functions, library objects.

Every answer is a set of possible values; the empty set means *unknown*. The analysis does not
follow the order of statements: a name may be whatever any of its bindings gives it.
"""

from __future__ import annotations

import ast
import builtins
import re
from collections.abc import Callable, Iterable, Iterator

from flake8_fastapi_arch.facts.lower import lower_expression
from flake8_fastapi_arch.facts.model import (
    Assign,
    Attribute,
    Await,
    BinOp,
    BoolOp,
    Call,
    Class,
    Comprehension,
    Constant,
    Dict,
    Display,
    Expression,
    Function,
    IfExp,
    JoinedStr,
    Lambda,
    Name,
    NamedExpr,
    Parameter,
    Return,
    Starred,
    Subscript,
    Unlowered,
    Yield,
)
from flake8_fastapi_arch.facts.walk import last_name, own, own_calls, statements
from flake8_fastapi_arch.project.inference.fixpoint import Fixpoint
from flake8_fastapi_arch.project.inference.instances import (
    ANYTHING,
    UNKNOWN,
    Awaitable,
    Bound,
    Instance,
    Partial,
    Value,
    Values,
    holding,
    instance_of,
    joined,
    simplified,
)
from flake8_fastapi_arch.project.inference.row_types import given_by_method, selected
from flake8_fastapi_arch.project.libraries import Libraries
from flake8_fastapi_arch.project.modules.files import is_test
from flake8_fastapi_arch.project.modules.names import Names
from flake8_fastapi_arch.project.modules.scopes import Binding, Scope
from flake8_fastapi_arch.project.modules.sources import Answers, Sources
from flake8_fastapi_arch.project.modules.symbols import (
    ClassSymbol,
    FunctionSymbol,
    LibrarySymbol,
    ModuleSymbol,
)

__all__ = [
    "UNKNOWN",
    "Awaitable",
    "Bound",
    "Instance",
    "Partial",
    "Types",
    "Value",
    "Values",
]

_UNSPECIFIC = frozenset({"typing.Any", "builtins.object"})
_UNIONS = {"typing.Optional", "typing.Union"}
_TRANSPARENT = {
    "typing.Annotated", "typing.ClassVar", "typing.Final", "typing.Required",
    "typing.NotRequired", "typing.ReadOnly", "typing.Unpack", "sqlalchemy.orm.Mapped",
}  # fmt: skip
SPLITTING = frozenset({"split", "rsplit", "splitlines", "partition", "rpartition"})  # of texts
_SEQUENCES = {
    f"{module}.{name}"
    for module in ("typing", "collections.abc")
    for name in (
        "List", "Sequence", "MutableSequence", "Iterable", "Iterator", "Collection", "Set",
        "FrozenSet", "AbstractSet", "MutableSet", "Generator", "AsyncGenerator", "AsyncIterator",
        "AsyncIterable", "Deque", "KeysView", "ValuesView",
    )
} | {"builtins.list", "builtins.set", "builtins.frozenset", "collections.deque"}  # fmt: skip
_MAPPINGS = {
    "typing.Dict", "typing.Mapping", "typing.MutableMapping", "typing.DefaultDict",
    "typing.OrderedDict", "collections.abc.Mapping", "collections.abc.MutableMapping",
    "builtins.dict", "collections.defaultdict", "collections.OrderedDict",
}  # fmt: skip
_TUPLES = {"builtins.tuple", "typing.Tuple"}
_TYPES = {"builtins.type", "typing.Type"}
_AWAITABLES = {
    "typing.Awaitable", "typing.Coroutine", "collections.abc.Awaitable",
    "collections.abc.Coroutine", "asyncio.Future", "asyncio.Task",
}  # fmt: skip
_CONTEXT_MANAGERS = {"contextlib.contextmanager", "contextlib.asynccontextmanager"}
_CONTEXT_MANAGER_TYPES = {
    "contextlib.AbstractContextManager", "contextlib.AbstractAsyncContextManager",
    "typing.ContextManager", "typing.AsyncContextManager",
}  # fmt: skip
_DEPENDS = {
    "fastapi.Depends", "fastapi.Security", "fastapi.params.Depends", "fastapi.params.Security",
    "fastapi.param_functions.Depends", "fastapi.param_functions.Security",
}  # fmt: skip
_PROPERTIES = {
    "builtins.property", "functools.cached_property", "sqlalchemy.ext.hybrid.hybrid_property",
}  # fmt: skip
_INFOS = frozenset({"strawberry.Info", "strawberry.types.Info", "strawberry.types.info.Info"})
_EMPTY_BASES = frozenset({"abc.ABC", "builtins.object", "typing.Generic", "typing.Protocol"})
_APPS = ("fastapi.FastAPI", "fastapi.applications.FastAPI", "starlette.applications.Starlette")
_DOTTED = re.compile(r"[^\W\d]\w*(?:[.:][^\W\d]\w*)*")
_MAX_IMPORTERS = 2  # functions behind the one that is called
_CONNECTIONS = (
    "starlette.requests.HTTPConnection", "starlette.requests.Request", "fastapi.Request"
)  # fmt: skip
_MAX_CALL_SITES = 12  # of a parameter that takes anything; more of them agree or tell nothing


class Types:
    """Infers values on demand; every answer is kept."""

    def __init__(
        self,
        names: Names,
        libraries: Libraries,
        calls_named: Callable[[str], Iterable[tuple[Call, Scope]]],
        classes_named: Callable[[str], Iterable[ClassSymbol]],
        sources: Sources,
    ) -> None:
        """*calls_named* gives the project's calls whose callee's last name is the one asked for,
        *classes_named* its classes of that name."""
        self._names = names
        self._libraries = libraries
        self._calls_named = calls_named
        self._classes_named = classes_named
        self._sources = sources
        self._known: Fixpoint[Values] = Fixpoint(
            UNKNOWN, lambda values: self._distinct(simplified(values)), sources
        )
        self._distinct_values: dict[Values, Values] = {}
        self._settled = self._known.settled.known  # who asks most looks here before asking
        # By the scope that asks; settled, with what it is made from.
        self._variables: dict[Scope, dict[str, tuple[Values, int]]] = {}
        self._importers: Answers[tuple[FunctionSymbol, int], bool] = Answers(sources)
        self._in_quotes: dict[Constant, Expression | None] = {}
        self._library_bases: dict[ClassSymbol | LibrarySymbol, tuple[tuple[str, ...], int]] = {}

    def _distinct(self, values: Values) -> Values:
        """*values*, of which equal ones are kept once."""
        return self._distinct_values.setdefault(values, values)

    def take_over(self, other: Types, changed: int) -> None:
        """Keep what *other* has inferred, but for what was made from *changed* sources."""
        self._known.settled.take_over(other._known.settled, changed)

    def of(self, expression: Expression, scope: Scope) -> Values:
        """What *expression*, evaluated in *scope*, may be.

        *scope* is that of the function, class or module whose body it stands in. A comprehension,
        decorator or default there is read in its own scope all the same, whichever is passed.
        """
        known = self._settled.get(expression)
        if known is not None:
            self._sources.seen |= known[1]
            return known[0]
        scope = scope.homes.get(expression, scope)
        kind = type(expression)
        if kind is Name:
            return self._name(expression, scope)  # type: ignore[arg-type]
        if kind is Constant:
            return _constant(expression)  # type: ignore[arg-type]
        return self._known.ask(expression, self._infer, expression, scope)

    def of_annotation(self, annotation: Expression, scope: Scope) -> Values:
        """What an object annotated so may be; a string annotation is read as code."""
        return self._known.ask(("annotation", annotation), self._annotated, annotation, scope)

    def of_parameter(self, parameter: Parameter, scope: Scope) -> Values:
        """What *parameter* of the function that opens *scope* may be."""
        return self._known.ask(parameter, self._parameter, parameter, scope)

    def returned(self, function: FunctionSymbol) -> Values:
        """What a call of *function* returns; for a coroutine function, what awaiting it gives."""
        return self._known.ask(("returned", function), self._returned, function)

    def called(self, value: Value, call: Call, scope: Scope) -> Values:
        """What calling *value* gives."""
        match value:
            case FunctionSymbol():
                return self._call_function(value, call, scope)
            case Bound(receiver, FunctionSymbol() as target):
                return self._call_function(target, call, scope, receiver)
            case Bound(receiver, LibrarySymbol(dotted)):
                return self._call_method(receiver, dotted, call, scope)
            case ClassSymbol():
                return frozenset([Instance(value)])
            case LibrarySymbol(dotted):
                return self._call_library(dotted, call, scope)
            case Instance():
                called = self.attribute(value, "__call__")
                return _union(self.called(v, call, scope) for v in called if v != value)
            case Partial(target, is_entered):
                given = self.called(target, call, scope)
                return _managed(self.element(given)) if is_entered else given
        return UNKNOWN

    def awaited(self, values: Values) -> Values:
        """What awaiting gives."""
        return _union(v.result for v in values if isinstance(v, Awaitable))

    def attribute(self, value: Value, name: str) -> Values:
        """What attribute *name* of *value* may be."""
        return self._known.ask(("attribute", value, name), self._attribute, value, name)

    def mro(self, cls: ClassSymbol) -> tuple[ClassSymbol | LibrarySymbol, ...]:
        """*cls* and its bases, nearest first; bases that cannot be resolved are left out."""
        return self._linearised(cls, frozenset())

    def is_a(self, value: Value, *dotted: str) -> bool:
        """Whether *value* is an object of one of the library classes, or of a class below them."""
        if not isinstance(value, Instance):
            return False
        return any(base in dotted for base in self.library_bases(value.type))

    def library_bases(self, cls: ClassSymbol | LibrarySymbol) -> tuple[str, ...]:
        """The dotted names of the library classes that *cls* is or derives from."""
        known = self._library_bases.get(cls)
        if known is not None:
            self._sources.seen |= known[1]
            return known[0]
        seen_before, self._sources.seen = self._sources.seen, 0
        found: list[str] = []
        pending = [
            base.dotted
            for base in (self.mro(cls) if isinstance(cls, ClassSymbol) else (cls,))
            if isinstance(base, LibrarySymbol)
        ]
        while pending:
            dotted = pending.pop(0)
            if dotted not in found:
                found.append(dotted)
                pending.extend(self._libraries.bases(dotted))
        if self._known.is_idle:
            self._library_bases[cls] = tuple(found), self._sources.noted()
        self._sources.seen |= seen_before
        return tuple(found)

    def member(self, cls: ClassSymbol, name: str) -> tuple[ClassSymbol, Binding] | None:
        """The class on the MRO whose body binds *name*, and its last binding there."""
        for base in self.mro(cls):
            if isinstance(base, ClassSymbol):
                bindings = self._names.scope_of(base.module, base.node).bindings.get(name)
                if bindings:
                    return base, bindings[-1]
        return None

    def entered(self, values: Values, is_async: bool) -> Values:
        """What ``with value as x`` binds."""
        found: set[Value] = set()
        for value in values:
            if not isinstance(value, Instance):
                continue
            if value.library in _CONTEXT_MANAGER_TYPES:
                found |= value.arguments[0] if value.arguments else UNKNOWN
            elif isinstance(value.type, ClassSymbol):
                for method in self.attribute(value, "__aenter__" if is_async else "__enter__"):
                    if isinstance(method, Bound) and isinstance(method.target, FunctionSymbol):
                        found |= self.returned(method.target) or {value}
                    else:
                        found.add(value)
            else:
                entered = self._libraries.entered(value.type.dotted)
                found.add(instance_of(entered) if entered else value)
        return frozenset(found)

    def element(self, values: Values) -> Values:
        """What iterating gives."""
        found: set[Value] = set()
        for value in values:
            if not isinstance(value, Instance):
                continue
            if value.library in _TUPLES:
                found |= _union(value.arguments)
            elif value.arguments:
                found |= value.arguments[0]
            elif value.library is not None:
                element = self._libraries.element(value.library)
                if element:
                    found.add(instance_of(element))
        return frozenset(found)

    def mapped_class(self, name: str, scope: Scope) -> ClassSymbol | None:
        """The class that an ORM means by *name*, a string: one in sight, or the only one there is.

        A dotted path (``"models.Item"``) is the class behind its last dot.
        """
        last = name.strip().rpartition(".")[2]
        for symbol in self._names.symbols(Name(last, 0, 0), scope):
            if isinstance(symbol, ClassSymbol):
                return symbol
        self._sources.see(("class", last))
        found = list(self._classes_named(last))
        return found[0] if len(found) == 1 else None

    # ── inference

    def _infer(self, expression: Expression, scope: Scope) -> Values:
        self._sources.see(scope.module.path)
        match expression:
            case Attribute(value, attr):
                found = _union(self.attribute(v, attr) for v in self.of(value, scope))
                return found or self._kept_in_state(value, attr, scope)
            case Call():
                return self._call(expression, scope)
            case Await(value):
                return self.awaited(self.of(value, scope))
            case JoinedStr():
                return frozenset([instance_of("builtins.str")])
            case BinOp("/", left, _):
                return frozenset(v for v in self.of(left, scope) if self.is_a(v, "pathlib.Path"))
            case BoolOp(_, values):
                return _union(self.of(v, scope) for v in values)
            case IfExp(_, body, orelse):
                return self.of(body, scope) | self.of(orelse, scope)
            case NamedExpr(_, value) | Starred(value):
                return self.of(value, scope)
            case Display(kind, items):
                elements = tuple(self.of(item, scope) for item in items)
                if kind == "tuple":
                    return frozenset([instance_of("builtins.tuple", *elements)])
                return frozenset([instance_of(f"builtins.{kind}", _union(elements))])
            case Dict(keys, values):
                held = _union(
                    self.of(value, scope) if key is not None else _mapped(self.of(value, scope))
                    for key, value in zip(keys, values)
                )
                return frozenset([instance_of("builtins.dict", UNKNOWN, held)])
            case Comprehension():
                return self._comprehension(expression, scope)
            case Subscript(value, index):
                return self._subscript(self.of(value, scope), index, scope)
            case Lambda():
                return frozenset([FunctionSymbol(scope.module, expression)])
        return UNKNOWN

    def _name(self, name: Name, scope: Scope) -> Values:
        variables = self._variables.get(scope)
        if variables is None:
            variables = self._variables[scope] = {}
        known = variables.get(name.id)
        if known is not None:
            self._sources.seen |= known[1]
            return known[0]
        seen_before, self._sources.seen = self._sources.seen, 0
        self._sources.see(scope.module.path)
        found = scope.find(name.id)
        if found is None:
            values = _symbols(self._names.symbols(name, scope))
            is_settled = True
        else:
            inner, bindings = found
            values = _union([self._bound(binding, inner) for binding in bindings])
            is_settled = all(binding in self._settled for binding in bindings)
        if is_settled:
            variables[name.id] = self._distinct(values), self._sources.noted()
        self._sources.seen |= seen_before
        return values

    def _bound(self, binding: Binding, scope: Scope) -> Values:
        """What one binding makes of its name."""
        known = self._settled.get(binding)
        if known is not None:
            self._sources.seen |= known[1]
            return known[0]
        return self._known.ask(binding, self._infer_binding, binding, scope)

    def _infer_binding(self, binding: Binding, scope: Scope) -> Values:
        self._sources.see(scope.module.path)
        value = binding.value
        scope = binding.within or scope
        match binding.kind:
            case "import":
                target = self._names.imported(binding, scope.module)
                if isinstance(target, tuple):
                    other, bindings = target
                    return _union(self._bound(b, other) for b in bindings)
                return _symbols([target] if target is not None else [])
            case "function":
                assert isinstance(value, Function)
                return frozenset([FunctionSymbol(scope.module, value)])
            case "class":
                assert isinstance(value, Class)
                return frozenset([ClassSymbol(scope.module, value)])
            case "parameter":
                assert isinstance(value, Parameter)
                return self.of_parameter(value, scope)
            case "assign":
                if binding.annotation is not None:
                    declared = self.of_annotation(binding.annotation, scope)
                    if declared:
                        return declared
                return self.of(value, scope) if value is not None else UNKNOWN  # type: ignore[arg-type]
            case "for" | "async-for":
                return self.element(self.of(value, scope))  # type: ignore[arg-type]
            case "with" | "async-with":
                return self.entered(self.of(value, scope), binding.kind == "async-with")  # type: ignore[arg-type]
            case "unpack":
                return self._unpacked(binding, scope)
        return UNKNOWN

    def _unpacked(self, binding: Binding, scope: Scope) -> Values:
        if binding.value is None:
            return UNKNOWN
        source = self.of(binding.value, scope)  # type: ignore[arg-type]
        if binding.binder is not None and not isinstance(binding.binder, Assign):
            source = self.element(source)
        found: set[Value] = set()
        for value in source:
            if isinstance(value, Instance) and value.library in _TUPLES:
                if binding.position is not None and binding.position < len(value.arguments):
                    found |= value.arguments[binding.position]
            else:
                found |= self.element(frozenset([value]))
        return frozenset(found)

    def _comprehension(self, expression: Comprehension, scope: Scope) -> Values:
        inner = self._names.scope_of(scope.module, expression)
        element = self.of(expression.element, inner)
        if expression.kind == "dict":
            held = self.of(expression.value, inner) if expression.value else UNKNOWN
            return frozenset([instance_of("builtins.dict", element, held)])
        kind = "list" if expression.kind == "generator" else expression.kind
        return frozenset([instance_of(f"builtins.{kind}", element)])

    def _subscript(self, values: Values, index: Expression, scope: Scope) -> Values:
        found: set[Value] = set()
        for value in values:
            if not isinstance(value, Instance):
                if isinstance(value, (ClassSymbol, LibrarySymbol)):
                    found.add(value)  # Generic[T] is the class
                continue
            if value.library in _MAPPINGS and len(value.arguments) == 2:
                found |= value.arguments[1]
            elif value.library in _TUPLES and isinstance(index, Constant):
                if isinstance(index.value, int) and -len(value.arguments) <= index.value < len(
                    value.arguments
                ):
                    found |= value.arguments[index.value]
            elif value.arguments:
                found |= value.arguments[0]
            elif value.library is not None:
                item = self._libraries.item(value.library)
                if item:
                    found.add(instance_of(item))
        return frozenset(found)

    def _call(self, call: Call, scope: Scope) -> Values:
        if isinstance(call.func, Name) and call.func.id == "super" and not call.args:
            return self._super(scope)
        return _union(self.called(v, call, scope) for v in self.of(call.func, scope))

    def _super(self, scope: Scope) -> Values:
        cls = self._names.enclosing_class(scope)
        if cls is None:
            return UNKNOWN
        return frozenset(Instance(base) for base in self.mro(cls)[1:2])

    def _call_function(
        self,
        function: FunctionSymbol,
        call: Call,
        scope: Scope,
        receiver: Instance | None = None,
    ) -> Values:
        result = self._returned_for(function, call, scope) or self.returned(function)
        node = function.node
        if isinstance(node, Lambda):
            return result
        if receiver is not None and not result and _returns_self(node):
            result = frozenset([receiver])
        if not result:
            result = self._imported_by_name(function, call, scope)
        if self._has_decorator(function, _CONTEXT_MANAGERS):
            return _managed(self.element(result))
        if node.is_async and not node.is_generator:
            return frozenset([Awaitable(result, function)])
        return result

    def _imports_by_name(self, function: FunctionSymbol, depth: int) -> bool:
        """Whether *function* imports a module by a name that it is given, itself or through
        another."""
        return self._importers.kept((function, depth), self._seen_to_import, function, depth)

    def _seen_to_import(self, function: FunctionSymbol, depth: int) -> bool:
        inner = self._names.scope_of(function.module, function.node)
        for call in own_calls(function.node):
            if last_name(call.func) == "import_module":
                return True
            if depth and any(isinstance(a, (Name, JoinedStr)) for a in call.passed):
                called = self._names.symbols(call.func, inner)
                functions = [symbol for symbol in called if isinstance(symbol, FunctionSymbol)]
                if any(self._imports_by_name(each, depth - 1) for each in functions):
                    return True
        return False

    def _imported_by_name(self, function: FunctionSymbol, call: Call, scope: Scope) -> Values:
        """What the names that are written out in *call* stand for, where *function* imports by
        name: ``load("shop.orders", "place")``, ``load("shop.orders.place")``."""
        texts = [text for value in call.passed if (text := _written(value)) is not None]
        if not texts or not self._imports_by_name(function, _MAX_IMPORTERS):
            return UNKNOWN
        found: set[Value] = set()
        for text in filter(_DOTTED.fullmatch, texts):
            path, _, last = text.replace(":", ".").rpartition(".")
            package = self._names.module_named(path or last, scope.module)
            named = _symbols([package] if package is not None else [])
            for value in _union(self.attribute(v, last) for v in named) if path else named:
                if isinstance(value, ModuleSymbol):
                    found |= _union(self.attribute(value, name) for name in texts)
                else:
                    found.add(value)
        return frozenset(found)

    def _returned_for(self, function: FunctionSymbol, call: Call, scope: Scope) -> Values:
        """What *call* returns where a type variable ties the result to an argument.

        ``def require(self, type: type[T]) -> T`` returns an instance of the class passed,
        ``def implementation(type: type[T]) -> type[T]`` the class, and
        ``def find(cls: type[T]) -> T``, a class method, one of the class that it is called on.
        """
        node = function.node
        if not isinstance(node, Function):
            return UNKNOWN
        returned, gives_class = _variable(node.returns)
        around = self._names.scope_around(function.module, node)
        if returned is None or not self._names.is_type_variable(returned, around):
            return UNKNOWN
        position = -1 if node.parameters[:1] and node.parameters[0].name in ("self", "cls") else 0
        found: set[Value] = set()
        for parameter in node.parameters:
            argument = call.argument(parameter.name, position)
            if position < 0 and isinstance(call.func, Attribute):
                argument = call.func.value
            position += 1
            taken, takes_class = _variable(parameter.annotation)
            if argument is None or taken is None or taken.id != returned.id:
                continue
            values = self.of(argument, scope)
            if takes_class and not gives_class:
                classes = (v for v in values if isinstance(v, (ClassSymbol, LibrarySymbol)))
                found.update(map(Instance, classes))
            elif takes_class == gives_class:
                found |= values
        return frozenset(found)

    def _call_method(self, receiver: Instance, dotted: str, call: Call, scope: Scope) -> Values:
        method = dotted.rpartition(".")[2]
        if receiver.library in _MAPPINGS and len(receiver.arguments) == 2:
            keys, held = receiver.arguments
            if method in ("get", "pop", "setdefault"):
                return held
            if method == "values":
                return frozenset([instance_of("builtins.list", held)])
            if method == "items":
                pair = instance_of("builtins.tuple", keys, held)
                return frozenset([instance_of("builtins.list", frozenset([pair]))])
        if receiver.library in _SEQUENCES and receiver.arguments:
            if method == "pop":
                return receiver.arguments[0]
            if method == "copy":
                return frozenset([receiver])
        if receiver.library == "builtins.str" and method in SPLITTING:
            return frozenset([instance_of("builtins.list", frozenset([receiver]))])
        rows = given_by_method(self, receiver, dotted, call, scope)
        if rows is not None:
            if self._libraries.is_coroutine(dotted):
                return frozenset([Awaitable(rows, LibrarySymbol(dotted))])
            return rows
        return self._call_library(dotted, call, scope)

    def _call_library(self, dotted: str, call: Call, scope: Scope) -> Values:
        match dotted:
            case "typing.cast" if call.args:
                return self.of_annotation(call.args[0], scope)
            case "functools.partial" if call.args:
                return frozenset(Partial(v) for v in self.of(call.args[0], scope))
            case "contextlib.contextmanager" | "contextlib.asynccontextmanager" if call.args:
                return frozenset(Partial(v, True) for v in self.of(call.args[0], scope))
            case "builtins.next" | "builtins.anext" if call.args:
                return self.element(self.of(call.args[0], scope))
            case "builtins.list" | "builtins.set" | "builtins.sorted" | "builtins.tuple" if (
                call.args
            ):
                element = self.element(self.of(call.args[0], scope))
                return frozenset([instance_of("builtins.list", element)])
            case "builtins.reversed" | "builtins.iter" | "builtins.filter" if call.args:
                element = self.element(self.of(call.args[-1], scope))
                return frozenset([instance_of("builtins.list", element)])
            case "builtins.enumerate" if call.args:
                element = self.element(self.of(call.args[0], scope))
                number = frozenset([instance_of("builtins.int")])
                pair = instance_of("builtins.tuple", number, element)
                return frozenset([instance_of("builtins.list", frozenset([pair]))])
            case "builtins.zip":
                elements = [self.element(self.of(arg, scope)) for arg in call.args]
                pair = instance_of("builtins.tuple", *elements)
                return frozenset([instance_of("builtins.list", frozenset([pair]))])
            case "importlib.import_module" if call.args:
                match call.args[0]:
                    case Constant(str() as name):
                        module = self._names.module_named(name, scope.module)
                        return UNKNOWN if module is None else frozenset([module])
                return UNKNOWN
            case "builtins.getattr" if len(call.args) > 1:
                match call.args[1]:
                    case Constant(str() as attr):
                        return _union(self.attribute(v, attr) for v in self.of(call.args[0], scope))
                return UNKNOWN
            case "asyncio.gather":
                results = [self.awaited(self.of(arg, scope)) for arg in call.args]
                gathered = instance_of("builtins.tuple", *results)
                return frozenset([Awaitable(frozenset([gathered]))])
            case "sqlalchemy.orm.aliased" if call.args:
                return self.of(call.args[0], scope)
            case "sqlalchemy.select":
                return frozenset([instance_of("sqlalchemy.Select", selected(self, call, scope))])
            case "sqlalchemy.orm.relationship" | "sqlmodel.Relationship" if call.args:
                return self._related(call, scope)
            case "asyncio.wait_for" | "asyncio.shield" | "asyncio.create_task" if call.args:
                return self.of(call.args[0], scope)
        returned = self._libraries.returns(dotted)
        if returned is not None:
            result: Values = frozenset([instance_of(returned)])
        elif self._libraries.is_class(dotted) or _looks_like_a_class(dotted):
            result = frozenset([instance_of(dotted)])
        elif self._libraries.entered(dotted) is not None:
            result = frozenset([instance_of(f"{dotted}()")])  # a type that has no name of its own
        else:
            result = UNKNOWN
        if self._libraries.is_coroutine(dotted):
            return frozenset([Awaitable(result, LibrarySymbol(dotted))])
        return result

    def _related(self, call: Call, scope: Scope) -> Values:
        """What ``relationship(...)`` gives an instance: an object or a list, or either."""
        target = call.args[0].body if isinstance(call.args[0], Lambda) else call.args[0]
        if isinstance(target, Constant):
            found = self.mapped_class(str(target.value), scope)
            classes = [found] if found is not None else []
        else:
            classes = [v for v in self.of(target, scope) if isinstance(v, ClassSymbol)]
        one: Values = frozenset(Instance(cls) for cls in classes)
        return one | {instance_of("builtins.list", one)} if one else UNKNOWN

    # ── definitions

    def _attribute(self, value: Value, name: str) -> Values:
        match value:
            case ModuleSymbol(path):
                target = self._names.member(path, name)
                if isinstance(target, tuple):
                    scope, bindings = target
                    return _union(self._bound(binding, scope) for binding in bindings)
                return _symbols([target] if target is not None else [])
            case LibrarySymbol() if value == ANYTHING:
                return frozenset([value])
            case LibrarySymbol(dotted):
                held = self._libraries.attribute(dotted, name)
                if held is not None:  # of an object that a library has ready: ``db.session``
                    return frozenset([instance_of(held)])
                return frozenset([LibrarySymbol(self._libraries.canonical(f"{dotted}.{name}"))])
            case ClassSymbol():
                return self._class_attribute(value, name)
            case Instance(ClassSymbol() as cls):
                return self._instance_attribute(value, cls, name)
            case Instance(LibrarySymbol(dotted)):
                return self._library_attribute(value, dotted, name)
            case Bound(Instance(LibrarySymbol(dotted)), LibrarySymbol(method)):
                # What is said of all attributes is taken for a method until it is asked for more.
                found = self._libraries.attribute(dotted, method.rpartition(".")[2])
                if found is not None:
                    return self._attribute(instance_of(found), name)
        return UNKNOWN

    def _library_attribute(self, receiver: Instance, dotted: str, name: str) -> Values:
        if name == "context" and receiver.library in _INFOS and receiver.arguments:
            return receiver.arguments[0]
        if not _may_have(dotted, name):
            return UNKNOWN
        for base in self.library_bases(LibrarySymbol(dotted)):
            found = self._libraries.attribute(base, name)
            if found is not None and not self._libraries.may_be_method(base, name):
                return frozenset([instance_of(found)])
        return frozenset([Bound(receiver, LibrarySymbol(f"{dotted}.{name}"))])

    def _class_attribute(self, cls: ClassSymbol, name: str) -> Values:
        found = self.member(cls, name)
        if found is None:
            return self._inherited_from_library(cls, name)
        owner, binding = found
        scope = self._names.scope_of(owner.module, owner.node)
        if isinstance(binding.value, Function):
            function = FunctionSymbol(owner.module, binding.value)
            if self._has_decorator(function, {"builtins.classmethod"}):
                return frozenset([Bound(Instance(cls), function)])
            return frozenset([function])
        return self._bound(binding, scope)

    def _inherited_from_library(self, cls: ClassSymbol, name: str) -> Values:
        """What the table of a library says of *name*, asked of a class below one of its own:
        ``Book.get(id=1)``, ``Book.objects``."""
        for base in self.mro(cls):
            if isinstance(base, LibrarySymbol):
                dotted = f"{base.dotted}.{name}"
                if (
                    self._libraries.is_awaitable(dotted)
                    or self._libraries.returns(dotted) is not None
                    or self._libraries.attribute(base.dotted, name) is not None
                ):
                    return self._library_attribute(Instance(cls), base.dotted, name)
        return UNKNOWN

    def _instance_attribute(self, receiver: Instance, cls: ClassSymbol, name: str) -> Values:
        found = self.member(cls, name)
        if found is not None and isinstance(found[1].value, Function):
            owner, binding = found
            assert isinstance(binding.value, Function)
            function = FunctionSymbol(owner.module, binding.value)
            if self._has_decorator(function, _PROPERTIES):
                return self.returned(function)
            if self._has_decorator(function, {"builtins.staticmethod"}):
                return frozenset([function])
            return frozenset([Bound(receiver, function)])
        values: set[Value] = set()
        if found is not None:
            owner, binding = found
            values |= self._bound(binding, self._names.scope_of(owner.module, owner.node))
        for base in self.mro(cls):
            if isinstance(base, ClassSymbol):
                for assigned, scope in self._names.self_assignments(base).get(name, ()):
                    values |= self._assigned(assigned, scope)
            elif not values and base.dotted not in _EMPTY_BASES:
                values |= self._library_attribute(receiver, base.dotted, name)
        return frozenset(values)

    def _kept_in_state(self, state: Expression, name: str, scope: Scope) -> Values:
        """What the project keeps as *name* in the *state* of an app or of a request:
        ``request.app.state.name``, ``request.state.name``."""
        if not isinstance(state, Attribute) or state.attr != "state":
            return UNKNOWN
        for owns in (self._is_app, self.is_request):
            if owns(state.value, scope):
                return _union(
                    self.of(value, where)
                    for target, value, where in self._names.kept_in_state(name)
                    if isinstance(target.value, Attribute) and owns(target.value.value, where)
                )
        return UNKNOWN

    def is_request(self, owner: Expression, scope: Scope) -> bool:
        """Whether *owner* is the request that is served, or called so where nothing declares it."""
        if not isinstance(owner, Name):
            return False
        values = self.of(owner, scope)
        return any(self.is_a(v, *_CONNECTIONS) for v in values) or (
            not values and owner.id == "request"
        )

    def _is_app(self, owner: Expression, scope: Scope) -> bool:
        """Whether *owner* is an application: a request's, or what is made or declared so."""
        match owner:
            case Attribute(attr="app"):
                return True
            case Name():
                return any(self.is_a(value, *_APPS) for value in self.of(owner, scope))
        return False

    def _assigned(self, statement: Assign, scope: Scope) -> Values:
        if statement.annotation is not None:
            declared = self.of_annotation(statement.annotation, scope)
            if declared:
                return declared
        return self.of(statement.value, scope) if statement.value is not None else UNKNOWN

    def _linearised(
        self, cls: ClassSymbol, above: frozenset[ClassSymbol]
    ) -> tuple[ClassSymbol | LibrarySymbol, ...]:
        if cls in above:
            return ()
        found: list[ClassSymbol | LibrarySymbol] = [cls]
        scope = self._names.scope_around(cls.module, cls.node)
        for base in cls.node.bases:
            expression = base.value if isinstance(base, Subscript) else base
            for value in self.of(expression, scope):
                if isinstance(value, ClassSymbol):
                    inherited = self._linearised(value, above | {cls})
                    found.extend(c for c in inherited if c not in found)
                elif isinstance(value, LibrarySymbol) and value not in found:
                    found.append(value)
        return tuple(found)

    def _has_decorator(self, function: FunctionSymbol, dotted: Iterable[str]) -> bool:
        node = function.node
        if isinstance(node, Lambda) or not node.decorators:
            return False
        scope = self._names.scope_around(function.module, node)
        return any(
            name in dotted
            for decorator in node.decorators
            for name in self._names.dotted(
                decorator.func if isinstance(decorator, Call) else decorator, scope
            )
        )

    def _returned(self, function: FunctionSymbol) -> Values:
        node = function.node
        inner = self._names.scope_of(function.module, node)
        if isinstance(node, Lambda):
            return self.of(node.body, inner)
        if node.returns is not None:
            declared = self.of_annotation(
                node.returns, self._names.scope_around(function.module, node)
            )
            if declared:
                return self._declared_or_known(declared, node, inner)
        return self._answered(node, inner)

    def _declared_or_known(self, declared: Values, function: Function, scope: Scope) -> Values:
        if not function.is_generator:
            return self._behind(declared, lambda: self._answered(function, scope))
        yielded = self.element(declared)
        behind = self._behind(yielded, lambda: self.element(self._answered(function, scope)))
        if behind == yielded:
            return declared
        return frozenset([instance_of("builtins.list", behind)])

    def _answered(self, function: Function, scope: Scope) -> Values:
        """What the body of *function* gives its callers, whatever its signature says."""
        if function.is_generator:
            yielded = _union(
                self.of(found.value, scope)
                for found in own(function, Yield)
                if found.value is not None
            )
            return frozenset([instance_of("builtins.list", yielded)])
        return _union(
            self.of(statement.value, scope)
            for statement in own(function, Return)
            if statement.value is not None
        )

    def _parameter(self, parameter: Parameter, scope: Scope) -> Values:
        self._sources.see(scope.module.path)
        outer = scope.parent or scope
        if parameter.annotation is not None:
            declared = self.of_annotation(parameter.annotation, outer)
            if declared:
                if parameter.kind in ("star", "doublestar"):
                    return self._held(parameter, declared)
                return self._behind(declared, lambda: self._given(parameter, scope))
        function = scope.owner
        if isinstance(function, Function) and function.parameters[:1] == (parameter,):
            cls = self._names.class_of_method(function, scope)
            if cls is not None:
                symbol = FunctionSymbol(scope.module, function)
                if self._has_decorator(symbol, {"builtins.classmethod"}):
                    return frozenset([cls])
                if not self._has_decorator(symbol, {"builtins.staticmethod"}):
                    return frozenset([Instance(cls)])
        if self.dependency(parameter, scope) is not None or self._takes_anything(parameter, outer):
            given = self._given(parameter, scope)
            if given:
                return given
        return self.of(parameter.default, outer) if parameter.default is not None else UNKNOWN

    def _given(self, parameter: Parameter, scope: Scope) -> Values:
        """What FastAPI or the project's calls pass for the parameter."""
        dependency = self.dependency(parameter, scope)
        if dependency is not None:
            return self.injected(dependency, scope.parent or scope)
        function = scope.owner
        if isinstance(function, Function):
            return self._passed(parameter, function, scope)
        return UNKNOWN

    def _behind(self, declared: Values, given: Callable[[], Values]) -> Values:
        """What *declared* stands for: where that is a protocol, which classes follow without
        naming it, the objects of the project that are *given* for it, if any are known."""
        if not declared or not all(map(self._is_of_a_protocol, declared)):
            return declared
        known = frozenset(
            value
            for value in given()
            if isinstance(value, Instance)
            and isinstance(value.type, ClassSymbol)
            and not self._is_of_a_protocol(value)
            and not is_test(value.type.module.path)
        )
        return known or declared

    def _is_of_a_protocol(self, value: Value) -> bool:
        cls = value.type if isinstance(value, Instance) else None
        if not isinstance(cls, ClassSymbol):
            return False
        around = self._names.scope_around(cls.module, cls.node)
        bases = (base.value if isinstance(base, Subscript) else base for base in cls.node.bases)
        return any("typing.Protocol" in self._names.dotted(base, around) for base in bases)

    def _takes_anything(self, parameter: Parameter, scope: Scope) -> bool:
        """Whether the parameter does not say what is passed, which ``Any`` does not either."""
        annotation = parameter.annotation
        return annotation is None or not _UNSPECIFIC.isdisjoint(
            self._names.dotted(annotation, scope)
        )

    def _held(self, parameter: Parameter, declared: Values) -> Values:
        if parameter.kind == "star":
            return frozenset([instance_of("builtins.list", declared)])
        if parameter.kind == "doublestar":
            return frozenset([instance_of("builtins.dict", UNKNOWN, declared)])
        return declared

    def dependency(self, parameter: Parameter, scope: Scope) -> Expression | None:
        """The callable that FastAPI injects into *parameter*; ``Depends()`` stands for its type."""
        outer = scope.parent or scope
        for call, inner in self._names.markers(parameter, outer):
            if any(dotted in _DEPENDS for dotted in self._names.dotted(call.func, inner)):
                target = call.args[0] if call.args else call.keyword("dependency")
                return target if target is not None else parameter.annotation
        return None

    def injected(self, dependency: Expression, scope: Scope) -> Values:
        """What FastAPI passes for ``Depends(dependency)``."""
        found: set[Value] = set()
        for value in self.of(dependency, scope):
            match value:
                case FunctionSymbol() as function:
                    found |= self._provided(function)
                case Bound(_, FunctionSymbol() as function):
                    found |= self._provided(function)
                case ClassSymbol():
                    found.add(Instance(value))
                case Instance(ClassSymbol()):
                    for method in self.attribute(value, "__call__"):
                        if isinstance(method, Bound) and isinstance(method.target, FunctionSymbol):
                            found |= self._provided(method.target)
                case LibrarySymbol(dotted):
                    returned = self._libraries.returns(dotted)
                    if returned or _looks_like_a_class(dotted):
                        found.add(instance_of(returned or dotted))
        return frozenset(found)

    def _provided(self, function: FunctionSymbol) -> Values:
        result = self.returned(function)
        generator = isinstance(function.node, Function) and function.node.is_generator
        return self.element(result) if generator else result

    def _passed(self, parameter: Parameter, function: Function, scope: Scope) -> Values:
        """What the project's calls of *function* pass for a parameter that says nothing itself."""
        name = function.name
        positions = [p.name for p in function.parameters]
        symbol = FunctionSymbol(scope.module, function)
        cls = self._names.class_of_method(function, scope)
        if cls is not None and name == "__init__":
            name = cls.node.name
        self._sources.see(("call", name))
        found: set[Value] = set()
        for count, (call, caller) in enumerate(self._calls_named(name)):
            if count >= _MAX_CALL_SITES:
                break
            position = positions.index(parameter.name)
            for value in self.of(call.func, caller):
                if (isinstance(value, Bound) and value.target == symbol) or value == cls:
                    position -= 1
                elif value != symbol:
                    continue
                argument = call.argument(parameter.name, position)
                if argument is not None:
                    found |= self.of(argument, caller)
        return frozenset(found)

    # ── annotations

    def _annotated(self, annotation: Expression, scope: Scope) -> Values:
        self._sources.see(scope.module.path)
        match annotation:
            case Constant(str()):
                quoted = self._quoted(annotation)
                return self._annotated(quoted, scope) if quoted is not None else UNKNOWN
            case Name() | Attribute():
                return self._annotated_name(annotation, scope)
            case BinOp("|", left, right):
                return self._annotated(left, scope) | self._annotated(right, scope)
            case Subscript(value, index):
                items = index.items if isinstance(index, Display) else (index,)
                return _union(
                    self._generic(dotted, value, items, scope)
                    for dotted in self._generic_names(value, scope)
                )
        return UNKNOWN

    def _quoted(self, annotation: Constant) -> Expression | None:
        """The expression that stands in quotes. Each has its own, as answers are kept by expression
        and equal words mean other classes elsewhere."""
        if annotation not in self._in_quotes:
            self._in_quotes[annotation] = _parsed(str(annotation.value))
        return self._in_quotes[annotation]

    def _registered(self, annotation: Expression, scope: Scope) -> Values:
        """The mapped class that ``Mapped["Name"]`` names without importing it."""
        match annotation:
            case Constant(str()):
                quoted = self._quoted(annotation)
                return self._registered(quoted, scope) if quoted is not None else UNKNOWN
            case Name(id=name):
                found = self.mapped_class(name, scope)
                return frozenset([Instance(found)]) if found is not None else UNKNOWN
            case BinOp("|", left, right):
                return self._registered(left, scope) | self._registered(right, scope)
            case Subscript(value, index):
                inner = self._registered(index, scope)
                if "typing.Optional" in self._names.dotted(value, scope):
                    return inner
                return frozenset([instance_of("builtins.list", inner)]) if inner else UNKNOWN
        return UNKNOWN

    def _generic_names(self, value: Expression, scope: Scope) -> Iterator[str]:
        dotted = list(self._names.dotted(value, scope))
        yield from dotted or [""]

    def _annotated_name(self, annotation: Expression, scope: Scope) -> Values:
        alias = self._names.alias(annotation, scope)
        if alias is not None:
            expression, where = alias
            return self.of_annotation(expression, where)
        return frozenset(
            Instance(value)
            for value in self.of(annotation, scope)
            if isinstance(value, ClassSymbol)
            or (isinstance(value, LibrarySymbol) and _is_concrete(value.dotted))
        )

    def _generic(
        self, dotted: str, value: Expression, items: tuple[Expression, ...], scope: Scope
    ) -> Values:
        if dotted in _UNIONS:
            return _union(self.of_annotation(item, scope) for item in items)
        if dotted in _TRANSPARENT:
            declared = self.of_annotation(items[0], scope)
            if not declared and dotted == "sqlalchemy.orm.Mapped":
                return self._registered(items[0], scope)
            return declared
        if dotted in _SEQUENCES:
            element = self.of_annotation(items[0], scope)
            return frozenset([instance_of("builtins.list", element)])
        if dotted in _MAPPINGS:
            held = tuple(self.of_annotation(item, scope) for item in items)
            return frozenset([instance_of("builtins.dict", *held)])
        if dotted in _TUPLES:
            elements = tuple(
                self.of_annotation(item, scope)
                for item in items
                if not isinstance(item, Constant) and not isinstance(item, Unlowered)
            )
            if len(items) == 2 and len(elements) == 1:
                return frozenset([instance_of("builtins.list", *elements)])
            return frozenset([instance_of("builtins.tuple", *elements)])
        if dotted in _TYPES:
            return frozenset(
                v.type for v in self.of_annotation(items[0], scope) if isinstance(v, Instance)
            )
        if dotted in _AWAITABLES:
            return frozenset([Awaitable(self.of_annotation(items[-1], scope))])
        if dotted in _CONTEXT_MANAGER_TYPES:
            return _managed(self.of_annotation(items[0], scope))
        if dotted.startswith("typing."):
            return UNKNOWN
        arguments = tuple(self.of_annotation(item, scope) for item in items)
        return frozenset(
            holding(v.type, arguments)
            for v in self._annotated_name(value, scope)
            if isinstance(v, Instance)
        )


def _managed(entered: Values) -> Values:
    """A context manager that gives *entered*."""
    return frozenset([instance_of("contextlib.AbstractContextManager", entered)])


def _written(value: Expression) -> str | None:
    """The text that *value* is: written out, or as the name of a function."""
    match value:
        case Constant(str() as text) | Attribute(value=Name(id=text), attr="__name__"):
            return text
    return None


def _mapped(values: Values) -> Values:
    """What the mappings among *values* hold."""
    return _union(
        value.arguments[1]
        for value in values
        if isinstance(value, Instance) and value.library in _MAPPINGS and len(value.arguments) == 2
    )


def _union(parts: Iterable[Values]) -> Values:
    return joined(UNKNOWN.union(*parts))


def _constant(constant: Constant) -> Values:
    return _CONSTANTS[type(constant.value)]


_CONSTANTS: dict[type, Values] = {
    type(None): UNKNOWN,
    **{t: frozenset([instance_of(f"builtins.{t.__name__}")]) for t in (str, int, float, bool)},
}


def _symbols(symbols: Iterable[object]) -> Values:
    return frozenset(symbols)  # type: ignore[arg-type]


def _may_have(dotted: str, name: str) -> bool:
    """Whether objects of the class *dotted* may have an attribute *name*; of Python's own built-in
    classes that is known."""
    module, _, own = dotted.rpartition(".")
    cls = getattr(builtins, own, None) if module == "builtins" else None
    return not isinstance(cls, type) or hasattr(cls, name)


def _looks_like_a_class(dotted: str) -> bool:
    name = dotted.rpartition(".")[2].lstrip("_")
    return name[:1].isupper() and not name.isupper()


def _is_concrete(dotted: str) -> bool:
    """Whether an annotation with this name says something: ``Any`` and its like do not."""
    return (
        not dotted.startswith("typing.") or dotted in _SEQUENCES or dotted in _MAPPINGS
    ) and dotted not in _UNSPECIFIC


def _variable(annotation: Expression | None) -> tuple[Name | None, bool]:
    """The name in ``T``, ``T | None``, ``Optional[T]`` or ``type[T]``; whether it is the last."""
    match annotation:
        case Name():
            return annotation, False
        case BinOp("|", Name() as name, Constant(None)) | BinOp(
            "|", Constant(None), Name() as name
        ):
            return name, False
        case Subscript(value=Name(id="Optional"), index=Name() as name):
            return name, False
        case Subscript(value=Name(id="type" | "Type"), index=Name() as name):
            return name, True
    return None, False


def _returns_self(function: Function) -> bool:
    first = function.parameters[0].name if function.parameters else ""
    return any(
        isinstance(statement, Return)
        and isinstance(statement.value, Name)
        and statement.value.id == first
        for statement in statements(function.body)
    )


def _parsed(text: str) -> Expression | None:
    try:
        return lower_expression(ast.parse(text.strip(), mode="eval").body)
    except (SyntaxError, ValueError, RecursionError):
        return None
