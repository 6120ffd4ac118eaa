"""What tests are given: pytest's fixtures and parameters, and what is behind the names in tests."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable, Iterator, Mapping

import msgspec

from flake8_fastapi_arch.facts.model import (
    Assert,
    Attribute,
    Await,
    Call,
    Class,
    Constant,
    Display,
    Expression,
    Function,
    IfExp,
    Module,
    Name,
    NamedExpr,
    Parameter,
    Return,
    Yield,
)
from flake8_fastapi_arch.facts.walk import definitions, dotted, own, statements
from flake8_fastapi_arch.kept import kept
from flake8_fastapi_arch.project.inference.types import Types
from flake8_fastapi_arch.project.modules.files import is_test
from flake8_fastapi_arch.project.modules.names import Names
from flake8_fastapi_arch.project.modules.scopes import Binding, Scope
from flake8_fastapi_arch.project.modules.symbols import ClassSymbol, FunctionSymbol

Placed = tuple[Expression, Scope]
"""An expression and the scope it stands in."""

_Seen = dict[tuple[Expression, Scope, bool], int]
"""What a search has looked at (inside of a context manager or not), and with how many steps left:
ways that meet again need not be gone twice, and there may be very many of them."""

_FIXTURES = frozenset({"pytest.fixture", "pytest_asyncio.fixture", "pytest.yield_fixture"})
_TEST_CASES = frozenset({"unittest.TestCase", "unittest.IsolatedAsyncioTestCase"})
ENTERING = frozenset({"enter_context", "enter_async_context", "__enter__", "__aenter__"})
"""The calls that enter a context manager, their argument or what they are called on."""
_MAX_STEPS = 14
_MAX_CALLERS = 200


class Made(msgspec.Struct, frozen=True):
    """A call that makes what a name in a test stands for. ``is_entered``: by ``with``."""

    call: Call
    scope: Scope
    is_entered: bool = False


class Fixtures:
    """Follows names in tests, through fixtures, to what they are made of."""

    def __init__(
        self,
        modules: Mapping[str, Module],
        names: Names,
        types: Types,
        calls_named: Callable[[str], Iterable[tuple[Call, Scope]]],
    ) -> None:
        self._modules = modules
        self._names = names
        self._types = types
        self._calls_named = calls_named

    @functools.cached_property
    def tests(self) -> tuple[Module, ...]:
        """The modules of tests, and of what serves them."""
        return tuple(module for path, module in self._modules.items() if is_test(path))

    def is_fixture(self, function: Function, module: Module) -> bool:
        """Whether *function* is a fixture of pytest."""
        return self.decorator(function, module) is not None

    def decorator(self, function: Function, module: Module) -> Expression | None:
        """The decorator that makes a fixture of *function*."""
        if not function.decorators:
            return None
        scope = self._names.scope_around(module, function)
        for decorator in function.decorators:
            head = decorator.func if isinstance(decorator, Call) else decorator
            if not _FIXTURES.isdisjoint(self._names.dotted(head, scope)):
                return decorator
        return None

    def is_test(self, function: Function, module: Module) -> bool:
        """Whether pytest or unittest runs *function* as a test: by its name, and by the class that
        it is a method of. What a function defines, nobody runs as a test."""
        if not function.name.startswith("test"):
            return False
        scope = self._names.scope_around(module, function)
        if isinstance(scope.owner, Module):
            return True
        cls = scope.owner
        if not isinstance(cls, Class):
            return False
        return cls.name.startswith("Test") or any(
            base in _TEST_CASES for base in self._types.library_bases(ClassSymbol(module, cls))
        )

    def named(self, name: str, module: Module) -> tuple[FunctionSymbol, ...]:
        """The fixtures called *name* that tests of *module* may be given, the nearest ones."""
        found = self._by_name.get(name, ())
        own = tuple(f for f in found if f.module is module)
        if own or not found:
            return own
        directory = module.path.rpartition("/")[0] + "/"
        above = [
            f
            for f in found
            if f.module.path.endswith("conftest.py")
            and directory.startswith(f.module.path.rpartition("/")[0] + "/")
        ]
        if above:
            nearest = max(f.module.path.count("/") for f in above)
            return tuple(f for f in above if f.module.path.count("/") == nearest)
        return found

    def given_by(self, fixture: FunctionSymbol) -> Iterator[Placed]:
        """What *fixture* returns or yields."""
        scope = self._names.scope_of(fixture.module, fixture.node)
        for node in own(fixture.node, Return, Yield):
            if node.value is not None:
                yield node.value, scope

    def parametrized(self, name: str, function: Function, scope: Scope) -> list[Placed]:
        """The values that ``parametrize`` gives to *name*, a parameter of *function*.

        *scope* is the one around the function. Empty where it is not parametrised, or not with
        what is written out.
        """
        decorators = list(function.decorators)
        if isinstance(scope.owner, Class):
            decorators += scope.owner.decorators
        found: list[Placed] = []
        for decorator in decorators:
            if not isinstance(decorator, Call) or len(decorator.args) < 2:
                continue
            if (dotted(decorator.func) or "").rpartition(".")[2] != "parametrize":
                continue
            names = _names_of(decorator.args[0])
            if name in names:
                position = names.index(name) if len(names) > 1 else None
                for item, where in self.items(decorator.args[1], scope):
                    value = _nth(item, position)
                    if value is not None:
                        found.append((value, where))
        return found

    def items(self, expression: Expression, scope: Scope) -> Iterator[Placed]:
        """The elements of a list written out, here or behind a name."""
        if isinstance(expression, Display):
            for item in expression.items:
                yield item, scope
            return
        variable = self._names.variable(expression, scope)
        if variable is not None:
            where, bindings = variable
            for binding in bindings:
                if binding.kind == "assign" and isinstance(binding.value, Display):
                    for item in binding.value.items:
                        yield item, where

    @kept
    def passed(self, parameter: Parameter, scope: Scope) -> list[Placed] | None:
        """What *parameter* of the function that opens *scope* may be given.

        For a test or fixture: by ``parametrize`` or by fixtures; for another function: by its
        callers in tests. None: not known; empty: nobody calls it.
        """
        function = scope.owner
        if not isinstance(function, Function) or scope.parent is None:
            return None
        values = self.parametrized(parameter.name, function, scope.parent)
        if values:
            return values
        if self.is_test(function, scope.module) or self.is_fixture(function, scope.module):
            fixtures = self.named(parameter.name, scope.module)
            given = [placed for fixture in fixtures for placed in self.given_by(fixture)]
            return given or None
        return self._by_callers(parameter, function, scope)

    def behind(self, expression: Expression, scope: Scope) -> tuple[Made, ...]:
        """The calls of classes and library functions that *expression* may come from."""
        return tuple(dict.fromkeys(self._behind(expression, scope, False, _MAX_STEPS, {})))

    def bindings(self, expression: Expression, scope: Scope) -> list[tuple[Binding, Scope]]:
        """How a name, an attribute of ``self`` or of a module gets its value."""
        variable = self._names.variable(expression, scope)
        if variable is not None:
            where, found = variable
            return [(binding, where) for binding in found]
        match expression:
            case Attribute(value=Name(id="self" | "cls"), attr=attr):
                return list(self._of_self(attr, scope))
        return []

    def _of_self(self, attr: str, scope: Scope) -> Iterator[tuple[Binding, Scope]]:
        cls = self._names.enclosing_class(scope)
        for base in self._types.mro(cls) if cls is not None else ():
            if isinstance(base, ClassSymbol):
                for statement, where in self._names.self_assignments(base).get(attr, ()):
                    yield Binding("assign", statement.value, line=statement.line), where
                body = self._names.scope_of(base.module, base.node)
                for binding in body.bindings.get(attr, ()):
                    yield binding, body

    def _behind(
        self, expression: Expression, scope: Scope, entered: bool, steps: int, seen: _Seen
    ) -> Iterator[Made]:
        place = expression, scope, entered
        if steps <= seen.get(place, 0):
            return
        seen[place] = steps
        match expression:
            case Call():
                yield from self._called(expression, scope, entered, steps, seen)
            case Await(value=value) | NamedExpr(value=value):
                yield from self._behind(value, scope, entered, steps - 1, seen)
            case IfExp(body=body, orelse=orelse):
                yield from self._behind(body, scope, entered, steps - 1, seen)
                yield from self._behind(orelse, scope, entered, steps - 1, seen)
            case Name() | Attribute():
                for binding, where in self.bindings(expression, scope):
                    yield from self._bound(binding, where, entered, steps - 1, seen)

    def _called(
        self, call: Call, scope: Scope, entered: bool, steps: int, seen: _Seen
    ) -> Iterator[Made]:
        func = call.func
        if isinstance(func, Attribute) and func.attr in ENTERING:
            inner = call.args[0] if call.args else func.value
            yield from self._behind(inner, scope, True, steps - 1, seen)
            return
        functions = [s for s in self._names.symbols(func, scope) if isinstance(s, FunctionSymbol)]
        if not functions:
            yield Made(call, scope, entered)
        for function in functions:
            for value, where in self.given_by(function):
                yield from self._behind(value, where, entered, steps - 1, seen)

    def _bound(
        self, binding: Binding, scope: Scope, entered: bool, steps: int, seen: _Seen
    ) -> Iterator[Made]:
        value = binding.value
        match binding.kind, value:
            case "assign", None:
                return
            case "assign", _:
                yield from self._behind(value, scope, entered, steps, seen)  # type: ignore[arg-type]
            case (("with" | "async-with"), _):
                yield from self._behind(value, scope, True, steps, seen)  # type: ignore[arg-type]
            case "parameter", Parameter():
                for given, where in self.passed(value, scope) or ():
                    yield from self._behind(given, where, entered, steps, seen)
            case "function", Function() if self.is_fixture(value, scope.module):
                # Imported into a conftest or named directly: what it gives is what it is.
                for given, where in self.given_by(FunctionSymbol(scope.module, value)):
                    yield from self._behind(given, where, entered, steps, seen)

    def _by_callers(
        self, parameter: Parameter, function: Function, scope: Scope
    ) -> list[Placed] | None:
        """What calls in tests pass to *function*, a helper or a method of one."""
        assert scope.parent is not None
        is_method = isinstance(scope.parent.owner, Class)
        names = [p.name for p in function.parameters if p.kind in ("positional", "normal")]
        position = names.index(parameter.name) if parameter.name in names else None
        if position is not None and is_method:
            position -= 1
        found: list[Placed] = []
        called = function.name
        outer = scope.parent.owner
        if isinstance(outer, Function) and self.is_fixture(outer, scope.module):
            called = outer.name  # the fixture gives the function, under its own name
        elif isinstance(outer, Class) and function.name == "__init__":
            called = outer.name
        for call, where in self._calls_named(called):
            if not is_test(where.module.path) or where is scope:
                continue
            argument = call.keyword(parameter.name)
            if argument is None and position is not None and 0 <= position < len(call.args):
                argument = call.args[position]
            if call.is_spread:
                return None
            if argument is None:
                argument = parameter.default
            if argument is not None:
                found.append((argument, where))
            if len(found) > _MAX_CALLERS:
                return None
        return found

    @functools.cached_property
    def _by_name(self) -> dict[str, tuple[FunctionSymbol, ...]]:
        found: dict[str, list[FunctionSymbol]] = {}
        for module in self.tests:
            for definition in definitions(module):
                if isinstance(definition, Function):
                    decorator = self.decorator(definition, module)
                    if decorator is not None:
                        name = definition.name
                        if isinstance(decorator, Call):
                            renamed = decorator.keyword("name")
                            if isinstance(renamed, Constant) and isinstance(renamed.value, str):
                                name = renamed.value
                        found.setdefault(name, []).append(FunctionSymbol(module, definition))
        return {name: tuple(fixtures) for name, fixtures in found.items()}


def asserts(function: Function) -> bool:
    """Whether *function* itself asserts something."""
    return any(isinstance(statement, Assert) for statement in statements(function.body))


def _names_of(expression: Expression) -> list[str]:
    match expression:
        case Constant(value=str() as names):
            return [name.strip() for name in names.split(",") if name.strip()]
        case Display(items=items):
            return [i.value for i in items if isinstance(i, Constant) and isinstance(i.value, str)]
    return []


def _nth(item: Expression, position: int | None) -> Expression | None:
    """The value number *position* of a row of ``parametrize``; None: the only one."""
    if isinstance(item, Call) and (dotted(item.func) or "").rpartition(".")[2] == "param":
        return item.args[position or 0] if len(item.args) > (position or 0) else None
    if position is None:
        return item
    if isinstance(item, Display) and position < len(item.items):
        return item.items[position]
    return None
