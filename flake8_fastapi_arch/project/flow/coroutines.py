"""Which calls surely give a coroutine, and what becomes of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence, Set

import msgspec

from flake8_fastapi_arch.facts.model import (
    Assert,
    Assign,
    Attribute,
    Await,
    BinOp,
    BoolOp,
    Call,
    Compare,
    Constant,
    Dict,
    Display,
    Expression,
    ExprStatement,
    For,
    Function,
    Generator,
    If,
    IfExp,
    JoinedStr,
    Keyword,
    Lambda,
    Name,
    Node,
    Parameter,
    Return,
    Starred,
    Subscript,
    UnaryOp,
    While,
    WithItem,
    Yield,
)
from flake8_fastapi_arch.facts.walk import own, walk
from flake8_fastapi_arch.project.flow.calls import Site
from flake8_fastapi_arch.project.flow.effects import Effects
from flake8_fastapi_arch.project.flow.guards import argument
from flake8_fastapi_arch.project.flow.uses import parents, readings
from flake8_fastapi_arch.project.inference.types import Bound, Instance, Types, Value, Values
from flake8_fastapi_arch.project.libraries import Libraries
from flake8_fastapi_arch.project.modules.names import Names
from flake8_fastapi_arch.project.modules.scopes import Binding, Scope
from flake8_fastapi_arch.project.modules.symbols import ClassSymbol, FunctionSymbol, LibrarySymbol

_OF_A_COROUTINE = frozenset(
    {"send", "throw", "close", "cr_await", "cr_code", "cr_frame", "__await__"}
)
_OF_A_FUTURE = frozenset(
    {
        "add_done_callback", "cancel", "cancelled", "done", "exception", "get_loop",
        "remove_done_callback", "result", "set_exception", "set_result", "__await__",
    }
)  # fmt: skip
_WANT_A_VALUE = frozenset(
    f"builtins.{name}"
    for name in (
        "all", "any", "bool", "bytes", "dict", "enumerate", "float", "frozenset", "int", "len",
        "list", "max", "min", "next", "reversed", "set", "sorted", "str", "sum", "tuple", "zip",
    )
)  # fmt: skip
_PLAIN = frozenset(
    f"builtins.{name}"
    for name in (
        "bool",
        "bytes",
        "dict",
        "float",
        "frozenset",
        "int",
        "list",
        "set",
        "str",
        "tuple",
    )
)
_TRANSPARENT = frozenset(
    {
        "abc.abstractmethod", "builtins.classmethod", "builtins.staticmethod", "tenacity.retry",
        "typing.final", "typing.override", "typing_extensions.override",
    }
)  # fmt: skip
_ASK_WHAT_IT_IS = frozenset(
    {
        "asyncio.iscoroutine", "asyncio.isfuture", "builtins.callable", "builtins.getattr",
        "builtins.hasattr", "builtins.isinstance", "builtins.type", "inspect.isawaitable",
        "inspect.iscoroutine",
    }
)  # fmt: skip
_ASK_WHAT_IT_GIVES = frozenset(
    {
        "asgiref.sync.iscoroutinefunction", "asyncio.iscoroutinefunction",
        "inspect.iscoroutinefunction", "starlette._utils.is_async_callable",
    }
)  # fmt: skip


class Called(msgspec.Struct, frozen=True):
    """What a call surely gives: a coroutine of the function *name*, or a future (*is_future*),
    whose work goes on whether it is awaited or not."""

    name: str
    is_future: bool = False


class Coroutines:
    """Says what calls give, where that is beyond doubt."""

    def __init__(
        self,
        names: Names,
        types: Types,
        libraries: Libraries,
        effects: Effects,
        is_handler: Callable[[Function], bool],
    ) -> None:
        self._names = names
        self._types = types
        self._libraries = libraries
        self._effects = effects
        self._is_handler = is_handler

    def unawaited(self, function: FunctionSymbol) -> list[Site]:
        """The calls in *function* that are not awaited and may give a coroutine or future; all
        others surely give none (see ``called``)."""
        by_name = self._effects.library_calls(function)
        names = filter(self._libraries.is_awaitable, by_name)
        sites = [*self._effects.project_calls(function), *(s for n in names for s in by_name[n])]
        return [site for site in dict.fromkeys(sites) if not site.is_awaited]

    def called(self, site: Site) -> Called | None:
        """The coroutine or future that the call at *site* gives; None where it may be more.

        Doubt is a name or a receiver that has another source than those resolved, and a decorator
        that may turn the function into a plain one.
        """
        values = self._types.of(site.call.func, site.scope)
        if not values or not all(map(self._gives_awaitable, values)):
            return None
        if not all(map(self.is_plain, self._effects.targets(site).functions)):
            return None  # an implementation of the abstract method is something else
        if not self._is_certain(site.call.func, site.scope, frozenset()):
            return None
        name = min(_name(value) for value in values)
        return Called(name, is_future=any(map(self._gives_future, values)))

    def is_plain(self, function: FunctionSymbol) -> bool:
        """Whether calling the coroutine function *function* gives its coroutine, as written."""
        node = function.node
        if isinstance(node, Lambda) or not node.is_async or node.is_generator:
            return False
        scope = self._names.scope_around(function.module, node)
        return all(self._keeps_coroutines(decorator, scope) for decorator in node.decorators)

    def _gives_awaitable(self, value: Value) -> bool:
        match value:
            case FunctionSymbol() | Bound(_, FunctionSymbol()):
                function = value if isinstance(value, FunctionSymbol) else value.target
                assert isinstance(function, FunctionSymbol)
                return self.is_plain(function)
            case LibrarySymbol(dotted) | Bound(_, LibrarySymbol(dotted)):
                return self._libraries.is_coroutine(dotted) or self._gives_future(value)
        return False

    def _gives_future(self, value: Value) -> bool:
        name = _name(value)
        return (
            name.startswith("asyncio.")
            and self._libraries.is_awaitable(name)
            and not self._libraries.is_coroutine(name)
        )

    def _keeps_coroutines(self, decorator: Expression, scope: Scope) -> bool:
        called = _called(decorator)
        if _is_registration(called):
            return True
        if not _TRANSPARENT.isdisjoint(self._names.dotted(called, scope)):
            return True
        makers = [v for v in self._types.of(decorator, scope) if isinstance(v, FunctionSymbol)]
        return bool(makers) and all(map(self._makes_coroutine_functions, makers))

    def _makes_coroutine_functions(self, maker: FunctionSymbol) -> bool:
        """Whether what the decorator *maker* makes of a coroutine function is one: always, or after
        it asked what it was given."""
        made = [
            isinstance(value, FunctionSymbol)
            and isinstance(value.node, Function)
            and value.node.is_async
            for value in self._types.returned(maker)
        ]
        return any(made) and (all(made) or self._asks(maker))

    def _asks(self, maker: FunctionSymbol) -> bool:
        return any(
            not _ASK_WHAT_IT_GIVES.isdisjoint(self._names.dotted(site.call.func, site.scope))
            for site in self._effects.sites(maker)
        )

    def _is_certain(self, expression: Expression, scope: Scope, seen: frozenset[object]) -> bool:
        """Whether no source of *expression*'s value is unknown; *seen* are being asked about."""
        match expression:
            case Name(id=name):
                found = scope.find(name)
                return found is None or all(
                    self._is_known_binding(b, found[0], seen) for b in found[1] if b not in seen
                )
            case Attribute(value=value, attr=attr):
                return self._is_certain(value, scope, seen) and all(
                    statement.annotation is not None
                    or self._is_known(statement.value, inner, seen | {statement})
                    for statement, inner in self._assignments(value, attr, scope)
                    if statement not in seen
                )
            case Call(func=func):
                return self._is_certain(func, scope, seen) and all(
                    self._returns_what_is_known(function, seen | {function})
                    for function in _functions(self._types.of(func, scope))
                    if function not in seen
                )
            case Await(value=value) | Subscript(value=value):
                return self._is_certain(value, scope, seen)
            case BoolOp(values=values):
                return all(self._is_known(value, scope, seen) for value in values)
            case IfExp(body=body, orelse=orelse):
                return all(self._is_known(value, scope, seen) for value in (body, orelse))
        return True

    def _is_known(self, value: Expression | None, scope: Scope, seen: frozenset[object]) -> bool:
        if value is None or (isinstance(value, Constant) and value.value is None):
            return True
        return bool(self._types.of(value, scope)) and self._is_certain(value, scope, seen)

    def _is_known_binding(self, binding: Binding, scope: Scope, seen: frozenset[object]) -> bool:
        match binding.kind:
            case "function" | "class":
                return True
            case "import":
                return self._names.imported(binding, scope.module) is not None
            case "parameter":
                assert isinstance(binding.value, Parameter)
                return self._is_declared(binding.value, scope)
            case "assign" if binding.annotation is not None:
                return bool(self._types.of_annotation(binding.annotation, scope))
            case "assign" | "for" | "async-for" | "with" | "async-with":
                value: Expression = binding.value  # type: ignore[assignment]
                return self._is_known(value, scope, seen | {binding})
        return False

    def _returns_what_is_known(self, function: FunctionSymbol, seen: frozenset[object]) -> bool:
        node = function.node
        scope = self._names.scope_of(function.module, node)
        if isinstance(node, Lambda):
            return self._is_known(node.body, scope, seen)
        outer = self._names.scope_around(function.module, node)
        if node.returns is not None and self._types.of_annotation(node.returns, outer):
            return True
        given: Sequence[Yield | Return]
        given = own(node, Yield) if node.is_generator else own(node, Return)
        return all(self._is_known(found.value, scope, seen) for found in given)

    def _assignments(
        self, receiver: Expression, attr: str, scope: Scope
    ) -> Iterator[tuple[Assign, Scope]]:
        """The assignments to ``self.attr`` in the classes that *receiver* may be an object of."""
        for value in self._types.of(receiver, scope):
            if isinstance(value, Instance) and isinstance(value.type, ClassSymbol):
                for base in self._types.mro(value.type):
                    if isinstance(base, ClassSymbol):
                        yield from self._names.self_assignments(base).get(attr, ())

    def _is_declared(self, parameter: Parameter, scope: Scope) -> bool:
        """Whether the sources say what *parameter* is, and not only some of its callers."""
        if parameter.annotation is not None or self._types.dependency(parameter, scope) is not None:
            return True
        owner = scope.owner
        return (
            isinstance(owner, Function)
            and owner.parameters[:1] == (parameter,)
            and self._names.class_of_method(owner, scope) is not None
        )

    # ── what becomes of it

    def fate(self, called: Called, site: Site, function: FunctionSymbol) -> str | None:
        """What *function* does with what is *called* at *site*, if that cannot be right.

        ``dropped``: nobody ever sees the coroutine. ``used``: it is used as if it were its result.
        None: it may be awaited, here or elsewhere.
        """
        own_attributes = _OF_A_FUTURE if called.is_future else _OF_A_COROUTINE
        found = self._fate(site.call, site.scope, function, own_attributes)
        return None if called.is_future and found == "dropped" else found

    def _fate(
        self, value: Expression, scope: Scope, function: FunctionSymbol, attributes: frozenset[str]
    ) -> str | None:
        parent = parents(function.node)[value]
        match parent:
            case ExprStatement():
                return "dropped"
            case Assign(targets=(Name(id=name),), value=assigned) if assigned is value:
                return self._fate_of_variable(name, parent, scope, function, attributes)
            case Call():
                return "used" if self._wants_a_value(parent, value, scope) else None
            case Keyword():
                call = parents(function.node)[parent]
                assert isinstance(call, Call)
                return "used" if self._wants_a_value(call, value, scope) else None
            case Return() | Dict() | Display():
                return "used" if self._is_the_answer(value, parent, scope, function) else None
            case JoinedStr():
                return "used"
            case Compare() | UnaryOp() | If() | While() | IfExp() | Assert() | BoolOp():
                return "used" if _tests(parent, value) else None
        return "used" if _fails(parent, value, attributes) else None

    def _fate_of_variable(
        self,
        name: str,
        assigned: Assign,
        scope: Scope,
        function: FunctionSymbol,
        attributes: frozenset[str],
    ) -> str | None:
        found = scope.find(name)
        if found is None or found[0].owner is not function.node:
            return None
        above = parents(function.node)
        read = [(reading, above[reading]) for reading in readings(name, function.node)]
        if len(found[1]) != 1:
            if any(self._is_careful(parent, scope) for _, parent in read):
                return None
            failing = {r for r, parent in read if _fails(parent, r, attributes)}
            others = {binding.value for binding in found[1] if binding.value is not assigned.value}
            return "used" if _is_filled_for(failing, others, assigned, function) else None
        # What fails as soon as it is run is wrong, whatever the rest does with the variable; so is
        # what a function takes for the value that it declares to want.
        if any(
            _fails(parent, reading, attributes)
            or self._is_declared_a_value(reading, parent, scope, function)
            for reading, parent in read
        ):
            careful = any(self._is_careful(parent, scope) for _, parent in read)
            return None if careful else "used"
        fates = {self._fate(reading, scope, function, attributes) for reading, _ in read}
        if None in fates:
            return None
        return "used" if fates else "dropped"

    def _wants_a_value(self, call: Call, passed: Expression, scope: Scope) -> bool:
        """Whether *call* cannot do with a coroutine for the argument *passed*: a built-in function,
        or functions of the project that declare to take a plain value there."""
        names = self._names.dotted(call.func, scope)
        if names and _WANT_A_VALUE.issuperset(names):
            return any(argument is passed for argument in call.args)
        return self._declare_a_value(call, passed, scope)

    def _is_declared_a_value(
        self, passed: Expression, parent: Node, scope: Scope, function: FunctionSymbol
    ) -> bool:
        """Whether *parent* passes what is *passed* to functions that declare to want a value."""
        call = parents(function.node)[parent] if isinstance(parent, Keyword) else parent
        return isinstance(call, Call) and self._declare_a_value(call, passed, scope)

    def _declare_a_value(self, call: Call, passed: Expression, scope: Scope) -> bool:
        functions = list(_functions(self._types.of(call.func, scope)))
        return bool(functions) and all(
            self._declares_a_value(function, call, passed) for function in functions
        )

    def _declares_a_value(self, function: FunctionSymbol, call: Call, passed: Expression) -> bool:
        node = function.node
        if isinstance(node, Lambda):
            return False
        scope = self._names.scope_around(function.module, node)
        for parameter in node.parameters:
            if parameter.annotation is not None and argument(parameter.name, node, call) is passed:
                declared = self._types.of_annotation(parameter.annotation, scope)
                return bool(declared) and all(map(_is_plain_value, declared))
        return False

    def _is_careful(self, parent: Node, scope: Scope) -> bool:
        """Whether *parent* awaits what it is given, or asks what it is."""
        match parent:
            case Await():
                return True
            case Call(func=func):
                return not _ASK_WHAT_IT_IS.isdisjoint(self._names.dotted(func, scope))
        return False

    def _is_the_answer(
        self, value: Expression, parent: Node, scope: Scope, function: FunctionSymbol
    ) -> bool:
        """Whether *value* is returned where its result has to be: FastAPI makes JSON of it, or the
        function is a coroutine itself and declares to return the result."""
        node = function.node
        if isinstance(node, Lambda):
            return False
        is_part = not isinstance(parent, Return)
        while isinstance(parent, (Dict, Display)):
            parent = parents(node)[parent]
        if not isinstance(parent, Return):
            return False
        if self._is_handler(node) and all(_is_registration(_called(d)) for d in node.decorators):
            return True
        if is_part or node.returns is None or not self.is_plain(function):
            return False
        declared = self._types.of_annotation(
            node.returns, self._names.scope_around(function.module, node)
        )
        result = self._types.awaited(self._types.of(value, scope))
        return bool(result) and result <= declared


def _fails(parent: Node, value: Expression, attributes: frozenset[str]) -> bool:
    """Whether *parent* raises for a coroutine or future *value*, which only has *attributes*."""
    match parent:
        case Attribute(attr=attr):
            return attr not in attributes
        case Subscript(value=container):
            return container is value
        case BinOp() | Starred():
            return True
        case For(iter=iterable) | Generator(iter=iterable):
            return iterable is value
        case WithItem(context=context):
            return context is value
        case Assign(value=assigned):
            return assigned is value and any(_unpacks(target) for target in parent.targets)
    return False


def _is_filled_for(
    reading: Set[Node], others: Set[Node | None], assigned: Assign, function: FunctionSymbol
) -> bool:
    """Whether *assigned* gives a variable a value where it had none (``if user is None: user =
    load()``), and the function goes on to one of *reading* before *others* are assigned to it."""
    body = function.node.body if isinstance(function.node, Function) else ()
    filled = False
    for statement in body:
        if filled:
            inside = {*walk(statement)}
            if not inside.isdisjoint(others):
                return False
            if not inside.isdisjoint(reading):
                return True
        elif isinstance(statement, If):
            filled = statement.body[-1] is assigned
    return False


def _tests(parent: Node, value: Expression) -> bool:
    """Whether *parent* decides by the coroutine *value*, which is always true, equal to nothing."""
    match parent:
        case If(test=test) | While(test=test) | IfExp(test=test) | Assert(test=test):
            return test is value
        case BoolOp(values=values):
            return values[-1] is not value
    return True


def _unpacks(target: Expression) -> bool:
    return not isinstance(target, (Name, Attribute, Subscript))


def _is_plain_value(value: Value) -> bool:
    """Whether *value* is an instance of a built-in class that no coroutine is an instance of."""
    return isinstance(value, Instance) and value.library in _PLAIN


def _called(decorator: Expression) -> Expression:
    return decorator.func if isinstance(decorator, Call) else decorator


def _is_registration(decorator: Expression) -> bool:
    """``@router.get``: hands the function on, and leaves it as it is."""
    return isinstance(decorator, Attribute) and decorator.attr in {
        "get", "post", "put", "patch", "delete", "head", "options", "trace", "websocket",
        "api_route", "route", "websocket_route", "middleware", "exception_handler", "on_event",
    }  # fmt: skip


def _functions(values: Values) -> Iterator[FunctionSymbol]:
    for value in values:
        target = value.target if isinstance(value, Bound) else value
        if isinstance(target, FunctionSymbol):
            yield target


def _name(value: Value) -> str:
    target = value.target if isinstance(value, Bound) else value
    match target:
        case FunctionSymbol():
            return target.name
        case LibrarySymbol(dotted):
            return dotted
    return ""
