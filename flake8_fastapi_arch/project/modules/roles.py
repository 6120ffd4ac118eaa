"""What each module is for: router, service, repository, model ... and which may import which.

A module's role is told by what it contains and who uses it. Its name is a hint, where the contents
allow several roles; the configuration has the last word.
"""

from __future__ import annotations

import collections
import enum
import fnmatch
import functools
import pathlib
import re
from collections.abc import Callable, Iterable, Iterator, Mapping

import msgspec

from flake8_fastapi_arch.facts.model import Call, Class, Function, Module
from flake8_fastapi_arch.facts.walk import definitions
from flake8_fastapi_arch.kept import kept
from flake8_fastapi_arch.project.data.models import Models
from flake8_fastapi_arch.project.flow.effects import Effects
from flake8_fastapi_arch.project.inference.types import Types
from flake8_fastapi_arch.project.modules.files import is_test
from flake8_fastapi_arch.project.modules.import_graph import FOR_TYPES, Edge, ImportGraph
from flake8_fastapi_arch.project.modules.names import Names
from flake8_fastapi_arch.project.modules.scopes import Scope
from flake8_fastapi_arch.project.modules.symbols import ClassSymbol, FunctionSymbol
from flake8_fastapi_arch.project.routes.application import Application, Callee
from flake8_fastapi_arch.project.startup.fastapi_model import APPS


class Role(enum.Enum):
    """What a module is for; the value is the word in the configuration and in what is printed."""

    APPLICATION = "application"
    ROUTER = "router"
    DEPENDENCY = "dependency"
    SERVICE = "service"
    REPOSITORY = "repository"
    MODEL = "model"
    SCHEMA = "schema"
    CONFIGURATION = "configuration"
    TEST = "test"


class Placement(msgspec.Struct, frozen=True):
    """A module's role (None: none that is known) and why. ``is_sure`` where contents leave no
    other, or agree with the name, or where it is configured."""

    role: Role | None
    reason: str
    is_sure: bool = False


_HINTS = {
    Role.ROUTER: ("router", "route", "endpoint", "view", "controller"),
    Role.DEPENDENCY: ("dependency", "dep", "dependencie"),
    Role.SERVICE: ("service", "use_case", "usecase"),
    Role.REPOSITORY: ("repository", "repositorie", "repo", "crud", "dal", "dao"),
    Role.MODEL: ("model", "entity", "entitie", "orm"),
    Role.SCHEMA: ("schema", "dto"),
    Role.CONFIGURATION: ("config", "setting", "configuration"),
}
# What each role must not import, from the top layer down. Dependencies are left out: services and
# repositories take their sessions from where the dependencies are, in most projects on purpose.
_ABOVE = {
    Role.SERVICE: (Role.APPLICATION, Role.ROUTER),
    Role.REPOSITORY: (Role.APPLICATION, Role.ROUTER, Role.SERVICE),
    Role.MODEL: (Role.APPLICATION, Role.ROUTER, Role.SERVICE, Role.REPOSITORY),
    Role.SCHEMA: (Role.APPLICATION, Role.ROUTER, Role.SERVICE, Role.REPOSITORY),
    Role.CONFIGURATION: (Role.APPLICATION, Role.ROUTER, Role.SERVICE, Role.REPOSITORY),
}
_UNKNOWN = Placement(None, "nothing tells")


class Roles:
    """Places modules, on demand."""

    def __init__(
        self,
        modules: Mapping[str, Module],
        application: Application,
        dependencies: frozenset[Callee],
        graph: ImportGraph,
        names: Names,
        types: Types,
        models: Models,
        effects: Effects,
        calls_of: Callable[..., list[tuple[Call, Scope]]],
        layers: Iterable[str] = (),
    ) -> None:
        """*calls_of* gives the calls in a module of library objects by dotted names. *layers* are
        the configured ones, ``role: pattern of paths``; the first that fits wins. What ``problems``
        names is left out."""
        self._modules = modules
        self._application = application
        self._dependencies = dependencies
        self._graph = graph
        self._names = names
        self._types = types
        self._models = models
        self._effects = effects
        self._calls_of = calls_of
        self._configured = tuple(layer for text in layers if (layer := _layer(text)) is not None)

    @kept
    def of(self, module: Module) -> Placement:
        """What *module* is for."""
        for role, pattern in self._configured:
            if fnmatch.fnmatchcase(module.path, pattern):
                return Placement(role, "it is configured", is_sure=True)
        if is_test(module.path):
            return Placement(Role.TEST, "it is named as tests are", is_sure=True)
        if self._application.registrations_in(module):
            return Placement(Role.ROUTER, "it has routes", is_sure=True)
        if self._assembles(module):
            # What only includes routers may be a part that others rightly use.
            is_sure = self._makes_app(module)
            return Placement(Role.APPLICATION, "it assembles the application", is_sure)
        hint = self.hint_of(module)
        for placement in self._by_contents(module, hint):
            return placement
        return _UNKNOWN if hint is None else Placement(hint, "it is named so")

    def violations(self, module: Module) -> Iterator[tuple[Edge, Placement, Placement]]:
        """The imports of *module* that name a module of a layer above its own, with both roles.

        Imports for type checkers are none; where a role is not sure, there is none either.
        """
        own = self.of(module)
        layers = _ABOVE.get(own.role, ()) if own.is_sure and own.role else ()
        for edge in self._graph.edges(module) if layers else ():
            if edge.when == FOR_TYPES or edge.home == module.path:
                continue
            # The cheap question first: most modules are no routers, and named after no layer.
            imported = self._modules[edge.home]
            above = self._may_be_above(imported)
            if above is None or not above.is_sure:
                continue
            # In ``services/repos.py`` and ``services/orders/models.py`` name and contents disagree.
            if (
                above.role in layers
                and above.role not in _hints(self._inside(module.path))
                and not {Role.SERVICE, Role.REPOSITORY} <= {*_hints(self._inside(edge.home))}
                and not self._is_told_where_passed_on(edge, above)
            ):
                yield edge, own, above

    def _is_told_where_passed_on(self, edge: Edge, above: Placement) -> bool:
        """Whether the module that *edge* names has what it passes on from above itself, and belongs
        to a layer that must not: there it can be mended, for all who take it from there."""
        if edge.target == edge.home:
            return False
        between = self._modules[edge.target]
        role = self.of(between).role
        return (
            role is not None
            and above.role in _ABOVE.get(role, ())
            and any(edge.home == other.target for other in self._graph.edges(between))
        )

    def hint_of(self, module: Module) -> Role | None:
        """The role that the name of *module* suggests. A directory that holds a whole backend is no
        layer of it: ``services/orders/app/main.py``."""
        return hinted(self._inside(module.path))

    def _inside(self, path: str) -> str:
        """The part of *path* that lies inside of its backend."""
        around = (str(parent) for parent in pathlib.PurePosixPath(path).parents)
        backend = next((parent for parent in around if parent in self._backends), None)
        return path.removeprefix(f"{backend}/") if backend is not None else path

    @functools.cached_property
    def _backends(self) -> frozenset[str]:
        """The directories around the modules that make an app."""
        return frozenset(
            str(parent)
            for path, module in self._modules.items()
            if self._names.scopes(module).calls_named("FastAPI") and not is_test(path)
            if self._makes_app(module)
            for parent in pathlib.PurePosixPath(path).parents
        )

    def layers(self) -> dict[Role | None, list[str]]:
        """The modules of each role, tests and empty ones apart."""
        found: dict[Role | None, list[str]] = {role: [] for role in (*Role, None)}
        for path, module in self._modules.items():
            if module.body:
                found[self.of(module).role].append(path)
        del found[Role.TEST]
        return {role: paths for role, paths in found.items() if paths}

    def _may_be_above(self, module: Module) -> Placement | None:
        if (
            self._configured
            or self._application.registrations_in(module)
            or self.hint_of(module) in (Role.SERVICE, Role.REPOSITORY)
            or self._assembles(module)
        ):
            return self.of(module)
        return None

    def _assembles(self, module: Module) -> bool:
        """Whether *module* makes an app or includes routers."""
        included = self._names.scopes(module).calls_named("include_router")
        return bool(included) or self._makes_app(module)

    def _makes_app(self, module: Module) -> bool:
        return bool(self._calls_of(module, *APPS))

    def _by_contents(self, module: Module, hint: Role | None) -> Iterator[Placement]:
        """What the definitions of *module* make of it, the most telling first."""
        classes = [d for d in definitions(module) if isinstance(d, Class)]
        functions = [d for d in definitions(module) if isinstance(d, Function)]
        symbols = [ClassSymbol(module, node) for node in classes]
        if any(self._models.table_kind(cls) for cls in symbols):
            # Queries beside the tables make no repository of it; a name may.
            named = hint in (Role.SERVICE, Role.REPOSITORY)
            yield Placement(hint if named else Role.MODEL, "it has tables", is_sure=not named)
        if any(map(self._models.is_settings, symbols)):
            yield Placement(Role.CONFIGURATION, "it has settings", is_sure=True)
        models = [cls for cls in symbols if self._models.is_pydantic(cls)]
        outside = [f for f in functions if "." not in f.qualname]
        # Models with coroutines, inherited ones too, load and save themselves: no mere shapes.
        acting = outside or any(f.is_async for f in functions)
        acting = acting or any(map(self._has_coroutines, models))
        acting = acting or any(self._has_methods(cls) for cls in symbols if cls not in models)
        if models and not acting and 2 * len(models) > len(classes):
            yield Placement(Role.SCHEMA, "it has Pydantic models", is_sure=True)
        offered = [f for f in functions if not f.name.startswith("_")]
        is_data = not offered and all(map(self._models.is_dataclass, symbols))
        if hint is Role.SERVICE and (functions or classes) and not is_data:
            yield Placement(Role.SERVICE, "it is named so and has functions", is_sure=True)
        if any(self._effects.queries(FunctionSymbol(module, f)) for f in functions):
            is_sure = hint is Role.REPOSITORY
            yield Placement(Role.REPOSITORY, "its functions query", is_sure)
        injected = self._injected[module.path]
        if injected and 2 * injected >= len(outside) + len(classes):
            yield Placement(Role.DEPENDENCY, "routes depend on it", is_sure=True)
        if hint is None and self._reaches_outside(module, functions):
            yield Placement(Role.SERVICE, "requests run it, and it works with the outside")

    def _has_methods(self, cls: ClassSymbol) -> bool:
        """Whether *cls* offers something to call, where it holds no data itself."""
        return not self._models.is_dataclass(cls) and any(
            isinstance(statement, Function) and not statement.name.startswith("_")
            for statement in cls.node.body
        )

    def _has_coroutines(self, cls: ClassSymbol) -> bool:
        return any(
            isinstance(statement, Function) and statement.is_async
            for base in self._types.mro(cls)
            if isinstance(base, ClassSymbol)
            for statement in base.node.body
        )

    def _reaches_outside(self, module: Module, functions: list[Function]) -> bool:
        return any(
            self._effects.serves(symbol)
            and any(self._effects.library_effects(site) for site in self._effects.sites(symbol))
            for symbol in (FunctionSymbol(module, function) for function in functions)
        )

    @functools.cached_property
    def _injected(self) -> collections.Counter[str]:
        """How many of the definitions of each module FastAPI calls as dependencies."""
        return collections.Counter(
            callee.module.path
            for callee in self._dependencies
            if isinstance(callee, (FunctionSymbol, ClassSymbol))
        )


@functools.lru_cache(maxsize=4096)
def hinted(path: str) -> Role | None:
    """The role that the name of a module suggests: its own, or else its nearest directory's. A
    service called ``repos`` is about Git's."""
    found = tuple(_hints(path))
    if Role.SERVICE in found and path.endswith(("/repo.py", "/repos.py")):
        return Role.SERVICE
    return found[0] if found else None


def _hints(path: str) -> Iterator[Role]:
    """The roles that the words of *path* suggest, from its end."""
    for word in path.removesuffix(".py").split("/")[::-1]:
        last = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", word).lower().strip("_").rstrip("s")
        for role, hints in _HINTS.items():
            if last in hints or last.endswith(tuple(f"_{hint}" for hint in hints)):
                yield role


def problems(layers: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Which of the configured *layers* cannot be understood, and why."""
    known = ", ".join(role.value for role in Role)
    for text in layers:
        if _layer(text) is None:
            yield text, f"is no `role: pattern of paths`; the roles are {known}"


def _layer(text: str) -> tuple[Role, str] | None:
    role, _, pattern = text.partition(":")
    if role.strip() not in {known.value for known in Role} or not pattern.strip():
        return None
    return Role(role.strip()), pattern.strip()
