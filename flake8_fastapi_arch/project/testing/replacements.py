"""What tests put in the place of the application's own: dependency overrides and patches."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable, Iterator

import msgspec

from flake8_fastapi_arch.facts.model import (
    Assign,
    Attribute,
    Call,
    Constant,
    Delete,
    Dict,
    Expression,
    Function,
    ImportFrom,
    Module,
    Name,
    Node,
    Statement,
    Subscript,
)
from flake8_fastapi_arch.facts.walk import dotted, own_nodes, statements
from flake8_fastapi_arch.kept import kept
from flake8_fastapi_arch.project.modules.imports import Imports
from flake8_fastapi_arch.project.modules.names import Names
from flake8_fastapi_arch.project.modules.scopes import Scope
from flake8_fastapi_arch.project.modules.symbols import FunctionSymbol, ModuleSymbol
from flake8_fastapi_arch.project.testing.fixtures import Fixtures

_OVERRIDES = "dependency_overrides"
_MAX_STEPS = 20


class Override(msgspec.Struct, frozen=True, eq=False):
    """``app.dependency_overrides[key] = ...`` in a test. ``restores_itself``: pytest or a context
    manager takes it back."""

    app: Expression
    key: Expression
    scope: Scope
    line: int
    col: int
    restores_itself: bool


class Patch(msgspec.Struct, frozen=True, eq=False):
    """A function of the project that a test replaces by name: ``name`` in the module at *path*."""

    call: Call
    scope: Scope
    path: str
    name: str
    function: FunctionSymbol


class Replacements:
    """Finds them in the modules of tests."""

    def __init__(
        self,
        fixtures: Fixtures,
        names: Names,
        imports: Imports,
        calls_named: Callable[[str], Iterable[tuple[Call, Scope]]],
    ) -> None:
        self._fixtures = fixtures
        self._names = names
        self._imports = imports
        self._calls_named = calls_named

    @kept
    def overrides(self, module: Module) -> tuple[Override, ...]:
        """The overrides that *module* sets; they are sensible in tests alone."""
        return tuple(sorted(self._overrides(module), key=lambda o: (o.line, o.col)))

    @kept
    def restores(self, module: Module) -> bool:
        """Whether anything in *module* takes overrides back."""
        scopes = self._names.scopes(module)
        for call, _ in scopes.calls:
            match call.func:
                case Attribute(value=Attribute(attr="dependency_overrides"), attr="clear" | "pop"):
                    return True
        for owner in scopes.owners():
            body = owner.body if isinstance(owner, (Module, Function)) else ()
            for statement in statements(body):
                match statement:
                    case Assign(targets=(Attribute(attr="dependency_overrides"), *_)):
                        return True
                    case Delete(targets=targets):
                        if any(_OVERRIDES in (dotted(_base(t)) or "") for t in targets):
                            return True
        return False

    @functools.cached_property
    def overridden_by_the_project(self) -> dict[FunctionSymbol, Module]:
        """The functions that code besides the tests overrides, and where."""
        return {
            symbol: module
            for module in self._names.modules
            if module not in self._fixtures.tests
            for override in self.overrides(module)
            for symbol in self._names.symbols(override.key, override.scope)
            if isinstance(symbol, FunctionSymbol)
        }

    @functools.cached_property
    def are_read_by_the_project(self) -> bool:
        """Whether code besides the tests looks at overrides itself."""
        return any(
            attribute.attr == _OVERRIDES
            for module in self._names.modules
            if module not in self._fixtures.tests
            for attribute, _ in self._names.scopes(module).attributes
        )

    @kept
    def patches(self, module: Module) -> tuple[Patch, ...]:
        """The functions of the project that *module*, of tests, patches."""
        if module not in self._fixtures.tests:
            return ()
        found = []
        for call, scope in self._names.scopes(module).calls:
            target = self._patched(call, scope)
            if target is not None:
                path, name = target
                function = self._defined(path, name)
                if function is not None:
                    found.append(Patch(call, scope, path, name, function))
        return tuple(found)

    def is_looked_up(self, patch: Patch) -> bool:
        """Whether anything looks the patched name up when it runs, so that the patch has effect."""
        for call, scope in self._calls_named(patch.name):
            if isinstance(call.func, Name) and (
                scope.module.path == patch.path or self._imports_late(call.func, scope, patch)
            ):
                return True
            if isinstance(call.func, Attribute) and ModuleSymbol(patch.path) in (
                self._names.symbols(call.func.value, scope)
            ):
                return True
        return False

    def _imports_late(self, name: Name, scope: Scope, patch: Patch) -> bool:
        """Whether *name* is imported in a function, each time it runs."""
        found = scope.find(name.id)
        return (
            found is not None
            and isinstance(found[0].owner, Function)
            and any(binding.kind == "import" for binding in found[1])
            and patch.function in self._names.symbols(name, scope)
        )

    def _overrides(self, module: Module) -> Iterator[Override]:
        scopes = self._names.scopes(module)
        if not any(attribute.attr == _OVERRIDES for attribute, _ in scopes.attributes):
            return
        for call, scope in scopes.calls:
            for table, key, itself in _by_call(call):
                yield Override(table.value, key, scope, call.line, call.col, itself)
        for owner in scopes.owners():
            body = owner.body if isinstance(owner, (Module, Function)) else ()
            for statement in statements(body):
                for table, key in _by_assignment(statement):
                    line, col = statement.line, statement.col  # type: ignore[union-attr]
                    yield Override(table.value, key, scopes.of(owner), line, col, False)

    def _patched(self, call: Call, scope: Scope) -> tuple[str, str] | None:
        """Module and name that *call* replaces."""
        name = dotted(call.func) or ""
        is_mock = name.endswith(("patch", "patch.object")) and (
            name.startswith("mocker.")
            or any(
                d.startswith(("unittest.mock.patch", "mock.patch"))
                for d in self._names.dotted(call.func, scope)
            )
        )
        if not is_mock and not name.endswith(".setattr"):
            return None
        match call.args:
            case (Constant(value=str() as target), *_):
                return self._of_text(target, scope.module.path)
            case (owner, Constant(value=str() as attr), *_):
                for symbol in self._names.symbols(owner, scope):
                    if isinstance(symbol, ModuleSymbol):
                        return symbol.path, attr
        return None

    def _of_text(self, target: str, importer: str) -> tuple[str, str] | None:
        module, _, name = target.rpartition(".")
        path = self._imports.find(importer, module) if module else None
        return (path, name) if path is not None and path.endswith(".py") else None

    def _defined(self, path: str, name: str) -> FunctionSymbol | None:
        """The function that *name* is in the module at *path*."""
        target = self._names.member(path, name)
        for _ in range(_MAX_STEPS):
            if not isinstance(target, tuple):
                break
            scope, bindings = target
            binding = bindings[-1]
            if binding.kind == "function" and isinstance(binding.value, Function):
                return FunctionSymbol(scope.module, binding.value)
            if binding.kind != "import":
                return None
            target = self._names.imported(binding, scope.module)
        return target if isinstance(target, FunctionSymbol) else None


def imports_inside(function: Function) -> bool:
    """Whether *function* imports anything itself: what it patches may be in place by then."""
    return any(isinstance(statement, ImportFrom) for statement in statements(function.body)) or any(
        isinstance(node, Call) and (dotted(node.func) or "").endswith(("reload", "import_module"))
        for node in own_nodes(function)
    )


def _by_call(call: Call) -> Iterator[tuple[Attribute, Expression, bool]]:
    """The table and each key that *call* sets in it, and whether it is taken back by itself."""
    name = (dotted(call.func) or "").rpartition(".")[2]
    match call:
        case Call(func=Attribute(value=Attribute() as table), args=(Dict(keys=keys), *_)) if (
            name == "update" and table.attr == _OVERRIDES
        ):
            yield from ((table, key, False) for key in keys if key is not None)
        case Call(args=(Attribute() as table, key, _)) if (
            name == "setitem" and table.attr == _OVERRIDES
        ):
            yield table, key, True
        case Call(args=(Attribute() as table, Dict(keys=keys), *_)) if (
            name == "dict" and table.attr == _OVERRIDES
        ):
            yield from ((table, key, True) for key in keys if key is not None)


def _by_assignment(statement: Statement) -> Iterator[tuple[Attribute, Expression]]:
    """The table and each key that *statement* sets in it."""
    if not isinstance(statement, Assign):
        return
    for target in statement.targets:
        match target, statement.value:
            case Subscript(value=Attribute() as table, index=key), _ if table.attr == _OVERRIDES:
                yield table, key
            case Attribute(attr="dependency_overrides"), Dict(keys=keys):
                yield from ((target, key) for key in keys if key is not None)


def _base(expression: Node) -> Expression:
    while isinstance(expression, Subscript):
        expression = expression.value
    return expression  # type: ignore[return-value]
