"""What names of a project stand for, across its modules."""

from __future__ import annotations

import builtins
import functools
from collections.abc import Iterable, Iterator, Mapping, Sequence

from flake8_fastapi_arch.facts.model import (
    Assign,
    Attribute,
    BinOp,
    Call,
    Class,
    Constant,
    Display,
    Expression,
    Function,
    ImportFrom,
    Module,
    Name,
    Parameter,
    Subscript,
)
from flake8_fastapi_arch.facts.walk import statements
from flake8_fastapi_arch.kept import kept
from flake8_fastapi_arch.project.libraries import Libraries
from flake8_fastapi_arch.project.modules.files import is_test
from flake8_fastapi_arch.project.modules.imports import Imports
from flake8_fastapi_arch.project.modules.scopes import Binding, ModuleScopes, Owner, Scope
from flake8_fastapi_arch.project.modules.sources import Answers, Sources
from flake8_fastapi_arch.project.modules.symbols import (
    ClassSymbol,
    FunctionSymbol,
    LibrarySymbol,
    ModuleSymbol,
    Symbol,
)

Bound = tuple[Scope, tuple[Binding, ...]]
"""A name's bindings and the scope that holds them."""

_Known = dict[Binding, Sequence[Symbol]]
"""What bindings gave so far, for one question: each is followed once."""

_MAX_STEPS = 40  # of re-exports followed for one name


class Names:
    """Follows names through scopes, imports, re-exports and aliases."""

    def __init__(
        self,
        modules: Mapping[str, Module],
        imports: Imports,
        libraries: Libraries,
        sources: Sources,
    ) -> None:
        self._modules = modules
        self._imports = imports
        self._libraries = libraries
        self._sources = sources
        self._scopes: dict[str, ModuleScopes] = {}
        self._found: Answers[tuple[Scope, Expression | str], tuple[Symbol, ...]] = Answers(sources)

    @property
    def modules(self) -> Iterable[Module]:
        """All modules of the project."""
        return self._modules.values()

    def has(self, module: Module) -> bool:
        """Whether *module* is the one of the project at its path."""
        return self._modules.get(module.path) is module

    def take_over_scopes(self, other: Names) -> None:
        """Keep the scopes that *other* has of modules that are the same here."""
        for path, scopes in other._scopes.items():
            if self.has(scopes.module):
                self._scopes[path] = scopes

    def take_over(self, other: Names, changed: int) -> None:
        """Keep what *other* has followed, but for what was made from *changed* sources."""
        self._found.take_over(other._found, changed)

    def scopes(self, module: Module) -> ModuleScopes:
        """The scopes of *module*."""
        self._sources.see(module.path)
        scopes = self._scopes.get(module.path)
        if scopes is None:
            scopes = self._scopes[module.path] = ModuleScopes(module)
        return scopes

    def scope_of(self, module: Module, owner: Owner) -> Scope:
        """The scope that *owner* opens."""
        return self.scopes(module).of(owner)

    def scope_around(self, module: Module, owner: Owner) -> Scope:
        """The scope in which *owner* is defined: that of its decorators and annotations."""
        scope = self.scope_of(module, owner)
        return scope.parent or scope

    def symbols(self, expression: Expression, scope: Scope) -> tuple[Symbol, ...]:
        """The definitions that *expression*, a chain of names, stands for.

        Imports, re-exports and plain aliases (``name = other.name``) are followed. Empty: unknown,
        or not a definition.
        """
        key = scope, expression.id if isinstance(expression, Name) else expression
        return self._found.kept(key, self._followed, expression, scope)

    def dotted(self, expression: Expression, scope: Scope) -> list[str]:
        """The dotted names of the library objects that *expression* may stand for."""
        return [s.dotted for s in self.symbols(expression, scope) if isinstance(s, LibrarySymbol)]

    def imported(self, binding: Binding, module: Module) -> Symbol | Bound | None:
        """What an import binds: a symbol, or the bindings of the name in its own module."""
        path = self._imports.find(module.path, binding.origin, binding.level)
        if path is None:
            if binding.level:
                return None
            name = f"{binding.origin}.{binding.member}" if binding.member else binding.origin
            return LibrarySymbol(self._libraries.canonical(name))
        if not binding.member:
            return ModuleSymbol(path)
        if path == module.path:  # ``from . import x`` in a package is about what lies below it
            below = self._imports.submodule(path, binding.member)
            if below is not None:
                return ModuleSymbol(below)
        return self.member(path, binding.member)

    def module_named(self, dotted: str, importer: Module) -> ModuleSymbol | None:
        """The module of the project that *importer* means by *dotted*."""
        path = self._imports.find(importer.path, dotted)
        return ModuleSymbol(path) if path is not None else None

    def member(self, path: str, name: str) -> Symbol | Bound | None:
        """What *name* is in the module or package at *path*."""
        return self._member(path, name, frozenset())

    def variable(self, expression: Expression, scope: Scope) -> Bound | None:
        """The bindings of a variable (``name`` or ``module.name``) where it is bound, behind
        imports; None for what is no variable, or unknown."""
        return self._bound(expression, scope, _MAX_STEPS)

    def alias(self, expression: Expression, scope: Scope) -> tuple[Expression, Scope] | None:
        """The type expression that a name used as an annotation abbreviates, and its scope."""
        bound = self._bound(expression, scope, _MAX_STEPS)
        if bound is None:
            return None
        where, bindings = bound
        binding = bindings[-1]
        if binding.kind != "assign" or binding.value is None:
            return None
        value = binding.value
        if isinstance(value, Call):
            constructor = self.dotted(value.func, where)
            if "typing.TypeVar" in constructor:
                limit = value.keyword("bound")
                return (limit, where) if limit is not None else None
            if "typing.NewType" in constructor and len(value.args) == 2:
                return value.args[1], where
            return None
        if isinstance(value, (Subscript, BinOp, Name, Attribute)):
            return value, where
        if isinstance(value, Constant) and isinstance(value.value, str):
            return value, where
        return None

    def is_type_variable(self, expression: Expression, scope: Scope) -> bool:
        """Whether *expression* names a ``TypeVar``."""
        bound = self._bound(expression, scope, _MAX_STEPS)
        if bound is None:
            return False
        where, bindings = bound
        value = bindings[-1].value
        return isinstance(value, Call) and "typing.TypeVar" in self.dotted(value.func, where)

    def markers(self, parameter: Parameter, scope: Scope) -> Iterator[tuple[Call, Scope]]:
        """The calls that tell FastAPI what *parameter* is: its default, and ``Annotated`` metadata.

        *scope* is the one around the function.
        """
        default = parameter.default
        if isinstance(default, Call):
            yield default, scope
        elif isinstance(default, (Name, Attribute)):
            yield from self._called(default, scope)
        if parameter.annotation is not None:
            yield from self.metadata(parameter.annotation, scope)

    def metadata(self, annotation: Expression, scope: Scope) -> Iterator[tuple[Call, Scope]]:
        """The calls among the metadata of ``Annotated[T, ...]``, through aliases."""
        yield from self._metadata(annotation, scope, _MAX_STEPS)

    def class_of_method(self, function: Function, scope: Scope) -> ClassSymbol | None:
        """The class in whose body *function* (which opens *scope*) is defined."""
        if scope.parent is not None and isinstance(scope.parent.owner, Class):
            return ClassSymbol(scope.module, scope.parent.owner)
        return None

    def enclosing_class(self, scope: Scope) -> ClassSymbol | None:
        """The innermost class around *scope*."""
        inner: Scope | None = scope
        while inner is not None:
            if isinstance(inner.owner, Class):
                return ClassSymbol(inner.module, inner.owner)
            inner = inner.parent
        return None

    def enclosing_function(self, scope: Scope) -> FunctionSymbol | None:
        """The innermost function around *scope*, lambdas and comprehensions apart."""
        inner: Scope | None = scope
        while inner is not None:
            if isinstance(inner.owner, Function):
                return FunctionSymbol(inner.module, inner.owner)
            inner = inner.parent
        return None

    @kept
    def self_assignments(self, cls: ClassSymbol) -> dict[str, list[tuple[Assign, Scope]]]:
        """The assignments to ``self.name`` in the methods of *cls*, by name."""
        found: dict[str, list[tuple[Assign, Scope]]] = {}
        for method in statements(cls.node.body):
            if not isinstance(method, Function) or not method.parameters:
                continue
            first = method.parameters[0].name
            for statement in statements(method.body):
                if not isinstance(statement, Assign):
                    continue
                for target in statement.targets:
                    if (
                        isinstance(target, Attribute)
                        and isinstance(target.value, Name)
                        and target.value.id == first
                    ):
                        scope = self.scope_of(cls.module, method)
                        found.setdefault(target.attr, []).append((statement, scope))
        return found

    def kept_in_state(self, name: str) -> list[tuple[Attribute, Expression, Scope]]:
        """What ``….state.name = value`` keeps, tests apart: target, value and scope of each."""
        self._sources.see(("state", name))
        return self._states.get(name, [])

    @functools.cached_property
    def _states(self) -> dict[str, list[tuple[Attribute, Expression, Scope]]]:
        found: dict[str, list[tuple[Attribute, Expression, Scope]]] = {}
        for module in self._modules.values():
            if not is_test(module.path):
                for target, value, scope in self.scopes(module).states:
                    found.setdefault(target.attr, []).append((target, value, scope))
        return found

    # ── following

    def _followed(self, expression: Expression, scope: Scope) -> tuple[Symbol, ...]:
        self._sources.see(scope.module.path)
        return tuple(dict.fromkeys(self._symbols(expression, scope, _MAX_STEPS, {})))

    def _symbols(
        self, expression: Expression, scope: Scope, steps: int, known: _Known
    ) -> Iterator[Symbol]:
        if steps <= 0:
            return
        match expression:
            case Name(id=name):
                found = scope.find(name)
                if found is None:
                    yield from self._unbound(name, scope, steps, known)
                    return
                inner, bindings = found
                for binding in bindings:
                    yield from self._bound_symbols(binding, inner, steps - 1, known)
            case Attribute(value=value, attr=attr):
                for symbol in self._symbols(value, scope, steps - 1, known):
                    yield from self._attribute_symbols(symbol, attr, steps - 1, known)
            case Subscript(value=value):
                yield from self._symbols(value, scope, steps - 1, known)

    def _unbound(self, name: str, scope: Scope, steps: int, known: _Known) -> Iterator[Symbol]:
        starred = self._starred(scope.module, name, frozenset())
        if starred is not None:
            yield from self._symbols_of(starred, steps, known)
        elif hasattr(builtins, name):
            yield LibrarySymbol(f"builtins.{name}")

    def _bound_symbols(
        self, binding: Binding, scope: Scope, steps: int, known: _Known
    ) -> Iterable[Symbol]:
        """What *binding* makes of its name; nothing while that is being asked (``x = x.y``)."""
        if steps <= 0:
            return ()
        if binding not in known:
            known[binding] = ()
            known[binding] = [*dict.fromkeys(self._made(binding, scope, steps, known))]
        return known[binding]

    def _made(self, binding: Binding, scope: Scope, steps: int, known: _Known) -> Iterator[Symbol]:
        match binding.kind:
            case "function":
                assert isinstance(binding.value, Function)
                yield FunctionSymbol(scope.module, binding.value)
            case "class":
                assert isinstance(binding.value, Class)
                yield ClassSymbol(scope.module, binding.value)
            case "import":
                yield from self._symbols_of(self.imported(binding, scope.module), steps, known)
            case "assign" if isinstance(binding.value, (Name, Attribute)):
                yield from self._symbols(binding.value, scope, steps, known)

    def _symbols_of(
        self, target: Symbol | Bound | None, steps: int, known: _Known
    ) -> Iterator[Symbol]:
        if isinstance(target, tuple):
            scope, bindings = target
            for binding in bindings:
                yield from self._bound_symbols(binding, scope, steps - 1, known)
        elif target is not None:
            yield target

    def _attribute_symbols(
        self, symbol: Symbol, attr: str, steps: int, known: _Known
    ) -> Iterator[Symbol]:
        match symbol:
            case ModuleSymbol(path):
                yield from self._symbols_of(self.member(path, attr), steps, known)
            case LibrarySymbol(name):
                yield LibrarySymbol(self._libraries.canonical(f"{name}.{attr}"))
            case ClassSymbol(module, node):
                scope = self.scope_of(module, node)
                for binding in scope.bindings.get(attr, ()):
                    yield from self._bound_symbols(binding, scope, steps, known)

    def _member(self, path: str, name: str, seen: frozenset[str]) -> Symbol | Bound | None:
        module = self._modules.get(path)
        if module is not None:
            scope = self.scopes(module).top
            bindings = scope.bindings.get(name)
            if bindings:
                return scope, bindings
            starred = self._starred(module, name, seen)
            if starred is not None:
                return starred
        submodule = self._imports.submodule(path, name)
        return ModuleSymbol(submodule) if submodule is not None else None

    def _starred(self, module: Module, name: str, seen: frozenset[str]) -> Symbol | Bound | None:
        """What ``from x import *`` statements of *module* make of *name*."""
        if module.path in seen or name.startswith("_"):
            return None
        for statement in self._star_imports(module):
            path = self._imports.find(module.path, statement.module, statement.level)
            if path is not None:
                found = self._member(path, name, seen | {module.path})
                if found is not None:
                    return found
        return None

    @kept
    def _star_imports(self, module: Module) -> tuple[ImportFrom, ...]:
        return tuple(
            statement
            for statement in statements(module.body)
            if isinstance(statement, ImportFrom) and statement.names[0].name == "*"
        )[::-1]

    def _bound(self, expression: Expression, scope: Scope, steps: int) -> Bound | None:
        """The bindings of a name or of a module's attribute, behind imports."""
        if steps <= 0:
            return None
        target: Symbol | Bound | None = None
        if isinstance(expression, Name):
            target = scope.find(expression.id) or self._starred(
                scope.module, expression.id, frozenset()
            )
        elif isinstance(expression, Attribute):
            for symbol in self.symbols(expression.value, scope):
                if isinstance(symbol, ModuleSymbol):
                    target = self.member(symbol.path, expression.attr)
                elif isinstance(symbol, ClassSymbol):
                    inner = self.scope_of(symbol.module, symbol.node)
                    bindings = inner.bindings.get(expression.attr)
                    target = (inner, bindings) if bindings else None
        while isinstance(target, tuple) and steps > 0:
            where, bindings = target
            if bindings[-1].kind != "import":
                return where, bindings
            target = self.imported(bindings[-1], where.module)
            steps -= 1
        return None

    def _called(self, expression: Expression, scope: Scope) -> Iterator[tuple[Call, Scope]]:
        """The call behind a name: ``guard = Depends(f)`` for ``guard``."""
        bound = self._bound(expression, scope, _MAX_STEPS)
        if bound is not None:
            where, bindings = bound
            for binding in bindings:
                if binding.kind == "assign" and isinstance(binding.value, Call):
                    yield binding.value, where

    def _metadata(
        self, annotation: Expression, scope: Scope, steps: int
    ) -> Iterator[tuple[Call, Scope]]:
        if steps <= 0:
            return
        if isinstance(annotation, Subscript):
            items = annotation.index.items if isinstance(annotation.index, Display) else ()
            if "typing.Annotated" in self.dotted(annotation.value, scope):
                for item in items[1:]:
                    if isinstance(item, Call):
                        yield item, scope
                    else:
                        yield from self._called(item, scope)
                if items:
                    yield from self._metadata(items[0], scope, steps - 1)
            elif "typing.Optional" in self.dotted(annotation.value, scope):
                yield from self._metadata(annotation.index, scope, steps - 1)
        elif isinstance(annotation, (Name, Attribute)):
            alias = self.alias(annotation, scope)
            if alias is not None:
                yield from self._metadata(*alias, steps - 1)
        elif isinstance(annotation, BinOp):
            yield from self._metadata(annotation.left, scope, steps - 1)
            yield from self._metadata(annotation.right, scope, steps - 1)
