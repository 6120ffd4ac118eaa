"""Which module of the project imports which, when, and in what circles."""

from __future__ import annotations

import collections
import functools
from collections.abc import Iterator, Mapping

import msgspec

from flake8_fastapi_arch.facts.model import (
    Attribute,
    Class,
    Compare,
    Function,
    If,
    Import,
    ImportFrom,
    Module,
    Name,
    Statement,
)
from flake8_fastapi_arch.facts.walk import blocks
from flake8_fastapi_arch.kept import kept
from flake8_fastapi_arch.project.modules.files import is_test
from flake8_fastapi_arch.project.modules.imports import Imports
from flake8_fastapi_arch.project.modules.names import Names
from flake8_fastapi_arch.project.modules.symbols import ClassSymbol, FunctionSymbol, ModuleSymbol

AT_IMPORT, IN_CALL, FOR_TYPES = "import", "call", "types"
"""When an import statement runs: with its module, in a function (or only where the module is the
program), for type checkers alone."""


class Edge(msgspec.Struct, frozen=True):
    """One module that an import statement names. All three paths are of modules of the project.

    ``target`` is the module that is executed, ``home`` the one where what is imported is defined:
    behind a package that only passes it on, another. ``name`` is what is imported from it.
    """

    importer: str
    target: str
    home: str
    name: str
    when: str
    line: int
    col: int


class ImportGraph:
    """The imports between the modules of a project, each looked at once."""

    def __init__(self, modules: Mapping[str, Module], imports: Imports, names: Names) -> None:
        self._modules = modules
        self._imports = imports
        self._names = names

    @kept
    def edges(self, module: Module) -> tuple[Edge, ...]:
        """What *module* imports of the project, in source order."""
        return tuple(self._in(module, module.body, AT_IMPORT, into_functions=True))

    @functools.cached_property
    def cycles(self) -> tuple[tuple[Edge, ...], ...]:
        """Of each group of modules that import each other while they are imported, the shortest
        circle: it begins where the application comes in, and its last import closes it."""
        following = self._following
        depth = _depths(following)
        found = []
        for group in _strongly_connected(following):
            circle = min(
                (c for start in group if (c := _shortest_back(start, group, following))),
                key=lambda c: (len(c), min(c)),
            )
            nearest = min(circle, key=lambda path: (depth.get(path, 1 << 30), path))
            first = circle.index(nearest)
            circle = circle[first:] + circle[:first]
            steps = zip(circle, [*circle[1:], circle[0]])
            found.append(tuple(following[one][other] for one, other in steps))
        return tuple(found)

    @functools.cached_property
    def _following(self) -> dict[str, dict[str, Edge]]:
        """The imports that run when each module is imported, tests apart; by the module named."""
        found: dict[str, dict[str, Edge]] = {}
        for path, module in self._modules.items():
            if is_test(path):
                continue
            found[path] = {}
            for edge in self._in(module, module.body, AT_IMPORT, into_functions=False):
                if (
                    edge.when == AT_IMPORT
                    and edge.target != path
                    and not is_test(edge.target)
                    and not _is_around(edge.target, path)
                ):
                    found[path].setdefault(edge.target, edge)
        return found

    def _in(
        self, module: Module, body: tuple[Statement, ...], when: str, *, into_functions: bool
    ) -> Iterator[Edge]:
        inside = functools.partial(self._in, module, into_functions=into_functions)
        for statement in body:
            match statement:
                case Import() | ImportFrom():
                    yield from self._named(module, statement, when)
                case If(test=test) if _runs_as_program(test):
                    yield from inside(statement.body, IN_CALL)
                    yield from inside(statement.orelse, when)
                case If(test=test) if _asks_for_types(test):
                    yield from inside(statement.body, FOR_TYPES)
                    yield from inside(statement.orelse, when)
                case Function() if not into_functions:
                    pass
                case Function():
                    inner = FOR_TYPES if when == FOR_TYPES else IN_CALL
                    yield from inside(statement.body, inner)
                case Class():
                    yield from inside(statement.body, when)
                case _:
                    for block in blocks(statement):
                        yield from inside(block, when)

    def _named(self, module: Module, statement: Import | ImportFrom, when: str) -> Iterator[Edge]:
        def edge(target: str, home: str, name: str) -> Iterator[Edge]:
            if target in self._modules and home in self._modules:
                yield Edge(module.path, target, home, name, when, statement.line, statement.col)

        if isinstance(statement, Import):
            for imported in statement.names:
                target = self._imports.find(module.path, imported.name)
                if target is not None:
                    yield from edge(target, target, imported.name.rpartition(".")[2])
            return
        base = self._imports.find(module.path, statement.module, statement.level)
        if base is None:
            return
        for imported in statement.names:
            submodule, home = self._behind(base, imported.name)
            yield from edge(submodule or base, home, imported.name)

    def _behind(self, base: str, name: str) -> tuple[str | None, str]:
        """The submodule of *base* that *name* is (None: no module), and where it is defined."""
        target = self._names.member(base, name) if name != "*" else None
        if isinstance(target, ModuleSymbol):
            return target.path, target.path
        home = base
        for _ in range(20):
            if not isinstance(target, tuple):
                break
            scope, bindings = target
            home = scope.module.path
            if bindings[-1].kind != "import":
                break
            target = self._names.imported(bindings[-1], scope.module)
        if isinstance(target, ModuleSymbol):
            home = target.path
        elif isinstance(target, (ClassSymbol, FunctionSymbol)):
            home = target.module.path
        return None, home


def _is_around(package: str, path: str) -> bool:
    """Whether *package* is one that the module at *path* lies in: it is imported before it."""
    return package.endswith("/__init__.py") and path.startswith(package.removesuffix("__init__.py"))


def _runs_as_program(test: object) -> bool:
    """``__name__ == "__main__"``: nobody who imports the module comes there."""
    match test:
        case Compare(left=Name(id="__name__"), ops=("==",)):
            return True
    return False


def _asks_for_types(test: object) -> bool:
    match test:
        case Name(id="TYPE_CHECKING") | Attribute(attr="TYPE_CHECKING"):
            return True
    return False


def _depths(following: Mapping[str, Mapping[str, Edge]]) -> dict[str, int]:
    """How many imports lie between each module and one that nothing imports."""
    imported = {target for targets in following.values() for target in targets}
    pending = collections.deque((path, 0) for path in following if path not in imported)
    found: dict[str, int] = {}
    while pending:
        path, depth = pending.popleft()
        if path not in found:
            found[path] = depth
            pending.extend((target, depth + 1) for target in following.get(path, ()))
    return found


def _shortest_back(
    start: str, group: frozenset[str], following: Mapping[str, Mapping[str, Edge]]
) -> list[str] | None:
    """The shortest way from *start* through *group* back to it."""
    came_from: dict[str, str] = {}
    pending = collections.deque([start])
    while pending:
        path = pending.popleft()
        for target in following[path]:
            if target == start:
                way = [path]
                while way[-1] != start:
                    way.append(came_from[way[-1]])
                return way[::-1]
            if target in group and target not in came_from:
                came_from[target] = path
                pending.append(target)
    return None


def _strongly_connected(following: Mapping[str, Mapping[str, Edge]]) -> list[frozenset[str]]:
    """The groups of several modules each of which leads to each other (Tarjan's)."""
    index: dict[str, int] = {}
    low: dict[str, int] = {}
    stack: list[str] = []
    on_stack: set[str] = set()
    groups: list[frozenset[str]] = []
    for root in following:
        if root in index:
            continue
        work = [(root, iter(following[root]))]
        index[root] = low[root] = len(index)
        stack.append(root)
        on_stack.add(root)
        while work:
            path, targets = work[-1]
            for target in targets:
                if target not in index:
                    index[target] = low[target] = len(index)
                    stack.append(target)
                    on_stack.add(target)
                    work.append((target, iter(following.get(target, ()))))
                    break
                if target in on_stack:
                    low[path] = min(low[path], index[target])
            else:
                work.pop()
                if work:
                    low[work[-1][0]] = min(low[work[-1][0]], low[path])
                if low[path] == index[path]:
                    group = set()
                    while path not in group:
                        group.add(stack.pop())
                    on_stack -= group
                    if len(group) > 1:
                        groups.append(frozenset(group))
    return groups
