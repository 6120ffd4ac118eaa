"""Which file of the project an import names."""

from __future__ import annotations

import collections
import functools
import sys
from collections.abc import Iterable, Iterator

from flake8_fastapi_arch.facts.model import (
    Class,
    For,
    Function,
    If,
    Import,
    ImportFrom,
    Match,
    Module,
    Try,
    While,
    With,
)
from flake8_fastapi_arch.facts.walk import blocks
from flake8_fastapi_arch.kept import kept
from flake8_fastapi_arch.project.modules.files import is_test

_COMPOUND = frozenset({If, For, While, With, Try, Match})


class Imports:
    """Resolves dotted names to the project's modules, from each importing file's point of view.

    Python decides by ``sys.path``, which is not in the sources. What is: a directory without
    ``__init__.py`` above the importing file is a likely entry of it, the outermost first, unless
    other imports treat it as a (namespace) package. Failing that, the parent of any top package
    of the project that has the module, where only one does.

    A package is named by its ``__init__.py``; a namespace package by its directory with a ``/``.
    """

    def __init__(self, modules: Iterable[Module], source_roots: Iterable[str] = ()) -> None:
        """*source_roots* are directories relative to the project's root, ``""`` for itself."""
        self._modules = tuple(modules)
        self._files = {module.path for module in self._modules}
        self._directories = {parent for path in self._files for parent in _parents(path) if parent}
        self._configured = tuple(root.strip("/") for root in source_roots)

    @kept
    def statements(self, module: Module) -> tuple[Import | ImportFrom, ...]:
        """The imports of *module*, those in functions and branches too."""
        found: list[Import | ImportFrom] = []
        pending = [module.body]
        while pending:
            for statement in pending.pop():
                kind = type(statement)
                if kind is Import or kind is ImportFrom:
                    found.append(statement)  # type: ignore[arg-type]
                elif kind is Function or kind is Class:
                    pending.append(statement.body)  # type: ignore[union-attr]
                elif kind in _COMPOUND:
                    pending.extend(blocks(statement))
        return tuple(found)

    def find(self, importer: str, dotted: str, level: int = 0) -> str | None:
        """The path of module *dotted* as seen from file *importer*, or None: not the project's.

        *level* counts the leading dots of a relative import; *dotted* may then be empty.
        """
        if level:
            base = importer
            for _ in range(level):
                if not base:
                    return None
                base = base.rpartition("/")[0]
            return self._module_at(base, dotted)
        return self._absolute(importer.rpartition("/")[0], dotted, importer)

    def submodule(self, package: str, name: str) -> str | None:
        """The path of module *name* inside *package* (an ``__init__.py`` or a directory/)."""
        directory = package.rpartition("/")[0]
        if not package.endswith(("/", "__init__.py")):
            return None
        return self._module_at(directory, name)

    @property
    def roots(self) -> list[str]:
        """The directories in which absolute imports find the project's modules, ``""`` for the
        project's own; the most used first."""
        uses = collections.Counter[str]()
        for (root, _), number in self._used.items():
            uses[root] += number
        return [root for root, _ in uses.most_common()]

    def dotted_name(self, path: str) -> str:
        """The name by which the project itself would import *path*."""
        parts = path.removesuffix(".py").removesuffix("/__init__").strip("/").split("/")
        used = [
            (self._used["/".join(parts[:size]), parts[size]], -size) for size in range(len(parts))
        ]
        uses, size = max(used)
        if uses:
            return ".".join(parts[-size:])
        for size in range(len(parts)):
            root = "/".join(parts[:size])
            if not self._is_package(root) and self._is_root(root):
                return ".".join(parts[size:])
        return ".".join(parts)

    def _absolute(self, directory: str, dotted: str, importer: str) -> str | None:
        if dotted.partition(".")[0] in sys.stdlib_module_names:
            return None
        for found in self._candidates(directory, dotted):
            # A module does not import itself; a package imports its own modules by its name.
            if found != importer or importer.endswith("/__init__.py"):
                return found
        return None

    @kept
    def _candidates(self, directory: str, dotted: str) -> tuple[str, ...]:
        """The modules that *dotted* may be for the files of *directory*, the likeliest first."""
        found = [self._module_at(root, dotted) for root in self._roots_of(directory)]
        found.append(self._anywhere(directory, dotted))
        return tuple(dict.fromkeys(path for path in found if path is not None))

    @kept
    def _roots_of(self, directory: str) -> tuple[str, ...]:
        above = ["", *_parents(directory + "/")[::-1]] if directory else [""]
        likely = [root for root in above if self._is_root(root)]
        rest = [root for root in above[::-1] if root not in likely and self._may_be_root(root)]
        return (*self._configured, *likely, *rest)

    def _may_be_root(self, directory: str) -> bool:
        """Whether *directory* may be an entry of ``sys.path`` where nothing else explains a name.

        A package that others import, or whose modules import each other relatively, is not: there
        ``import redis`` means the library, even beside a ``redis.py``.
        """
        if not self._is_package(directory):
            return True
        return not self._is_imported(directory) and directory not in self._relative

    def _is_root(self, directory: str) -> bool:
        """Whether *directory* may be an entry of ``sys.path``."""
        if f"{directory}/__init__.py".lstrip("/") in self._files:
            return False
        return not self._is_imported(directory)

    def _is_imported(self, directory: str) -> bool:
        parts = directory.split("/") if directory else []
        suffixes = (".".join(parts[i:]) for i in range(len(parts)))
        return any(suffix in self._imported for suffix in suffixes)

    def _is_package(self, directory: str) -> bool:
        return bool(directory) and f"{directory}/__init__.py" in self._files

    def _anywhere(self, directory: str, dotted: str) -> str | None:
        found = {
            root: path
            for root in self._homes.get(dotted.partition(".")[0], ())
            if (path := self._module_at(root, dotted)) is not None
        }
        if len(found) > 1:
            nearest = max(_common(directory, root) for root in found)
            found = {r: p for r, p in found.items() if _common(directory, r) == nearest}
        return next(iter(found.values())) if len(found) == 1 else None

    @functools.cached_property
    def _homes(self) -> dict[str, list[str]]:
        """The parents of top packages that hold a module or directory of a name."""
        found: dict[str, list[str]] = collections.defaultdict(list)
        for root in self._top_package_parents:
            for name in self._inside[root]:
                found[name].append(root)
        return found

    @functools.cached_property
    def _inside(self) -> dict[str, set[str]]:
        """The names of the modules and directories directly in each directory."""
        found: dict[str, set[str]] = collections.defaultdict(set)
        for path in (*self._files, *self._directories):
            directory, _, name = path.rpartition("/")
            found[directory].add(name.removesuffix(".py"))
        return found

    def _module_at(self, root: str, dotted: str) -> str | None:
        if dotted and dotted.partition(".")[0] not in self._inside.get(root, ()):
            return None
        path = "/".join(part for part in (root, dotted.replace(".", "/")) if part)
        for candidate in (f"{path}.py", f"{path}/__init__.py"):
            if candidate.lstrip("/") in self._files:
                return candidate.lstrip("/")
        return f"{path}/" if path in self._directories else None

    @functools.cached_property
    def _imported(self) -> frozenset[str]:
        """Every dotted name that an absolute import names, tests apart, with its prefixes."""
        found: set[str] = set()
        for module in self._modules:
            if is_test(module.path):
                continue
            for dotted in _absolute_imports(self.statements(module)):
                parts = dotted.split(".")
                found.update(".".join(parts[: i + 1]) for i in range(len(parts)))
        return frozenset(found)

    @functools.cached_property
    def _used(self) -> collections.Counter[tuple[str, str]]:
        """How many absolute imports, tests apart, find the top package *head* in *root*."""
        found: collections.Counter[tuple[str, str]] = collections.Counter()
        for module in self._modules:
            if is_test(module.path):
                continue
            for dotted in _absolute_imports(self.statements(module)):
                path = self.find(module.path, dotted)
                # A directory may bear a library's name; only a file proves anything.
                if path is not None and path.endswith(".py"):
                    where = path.removesuffix(".py").removesuffix("/__init__").strip("/")
                    root = where.removesuffix(dotted.replace(".", "/")).rstrip("/")
                    found[root, dotted.partition(".")[0]] += 1
        return found

    @functools.cached_property
    def _relative(self) -> frozenset[str]:
        """The directories whose modules import each other relatively."""
        return frozenset(
            module.path.rpartition("/")[0]
            for module in self._modules
            for statement in self.statements(module)
            if isinstance(statement, ImportFrom) and statement.level == 1
        )

    @functools.cached_property
    def _top_package_parents(self) -> tuple[str, ...]:
        tops = {
            directory.rpartition("/")[0]
            for directory in self._directories
            if self._is_package(directory) and not self._is_package(directory.rpartition("/")[0])
        }
        return tuple(sorted(tops, key=lambda root: (root.count("/"), root)))


def _absolute_imports(statements: Iterable[Import | ImportFrom]) -> Iterator[str]:
    for statement in statements:
        if isinstance(statement, Import):
            yield from (imported.name for imported in statement.names)
        elif isinstance(statement, ImportFrom) and not statement.level:
            yield statement.module


def _parents(path: str) -> list[str]:
    """``a/b/c.py`` -> [``a/b``, ``a``]."""
    found = []
    while "/" in path:
        path = path.rpartition("/")[0]
        found.append(path)
    return found


def _common(one: str, other: str) -> int:
    count = 0
    for a, b in zip(one.split("/"), other.split("/")):
        if a != b:
            break
        count += 1
    return count
