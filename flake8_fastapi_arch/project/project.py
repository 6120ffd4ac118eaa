"""All modules of a project, linked: the answers no single module can give."""

from __future__ import annotations

import contextlib
import functools
import pathlib
from collections.abc import Iterable, Mapping

from flake8_fastapi_arch.facts.lower import lower
from flake8_fastapi_arch.facts.model import Attribute, Call, Class, Module
from flake8_fastapi_arch.facts.newer_syntax import parse
from flake8_fastapi_arch.facts.walk import definitions
from flake8_fastapi_arch.project.data.filled_columns import FilledColumns
from flake8_fastapi_arch.project.data.graphql import GraphQL
from flake8_fastapi_arch.project.data.held_rows import HeldRows
from flake8_fastapi_arch.project.data.lazy_loads import LazyLoads
from flake8_fastapi_arch.project.data.lookups import Lookups
from flake8_fastapi_arch.project.data.migrations import Migrations
from flake8_fastapi_arch.project.data.missing_rows import MissingRows
from flake8_fastapi_arch.project.data.model_uses import ModelUses
from flake8_fastapi_arch.project.data.models import Models
from flake8_fastapi_arch.project.data.query_counts import QueryCounts
from flake8_fastapi_arch.project.data.query_state import QueryState
from flake8_fastapi_arch.project.data.rows import Rows
from flake8_fastapi_arch.project.data.sessions import Sessions
from flake8_fastapi_arch.project.data.tables import Data
from flake8_fastapi_arch.project.data.transactions import Transactions
from flake8_fastapi_arch.project.environment.gates import Gates
from flake8_fastapi_arch.project.environment.versions import Environment
from flake8_fastapi_arch.project.errors.client_errors import ClientErrors
from flake8_fastapi_arch.project.errors.error_shapes import ErrorShapes
from flake8_fastapi_arch.project.errors.exceptions import Exceptions
from flake8_fastapi_arch.project.flow.blocking import Blocking
from flake8_fastapi_arch.project.flow.callers import Callers
from flake8_fastapi_arch.project.flow.collaborators import Collaborators
from flake8_fastapi_arch.project.flow.computing import Computing
from flake8_fastapi_arch.project.flow.coroutines import Coroutines
from flake8_fastapi_arch.project.flow.effects import Effects
from flake8_fastapi_arch.project.flow.entries import entries, waiting_handlers
from flake8_fastapi_arch.project.flow.keys import Keys
from flake8_fastapi_arch.project.flow.lifetimes import Lifetimes
from flake8_fastapi_arch.project.flow.loops import Loops
from flake8_fastapi_arch.project.flow.nesting import Nesting
from flake8_fastapi_arch.project.flow.open_lists import OpenLists
from flake8_fastapi_arch.project.flow.runs import KeptRuns, Shelf, Unsaved
from flake8_fastapi_arch.project.flow.twins import Twins
from flake8_fastapi_arch.project.inference.constants import Constants
from flake8_fastapi_arch.project.inference.types import Types
from flake8_fastapi_arch.project.libraries import Libraries
from flake8_fastapi_arch.project.modules.files import python_files
from flake8_fastapi_arch.project.modules.import_graph import ImportGraph
from flake8_fastapi_arch.project.modules.imports import Imports
from flake8_fastapi_arch.project.modules.names import Names
from flake8_fastapi_arch.project.modules.roles import Roles
from flake8_fastapi_arch.project.modules.scopes import Scope
from flake8_fastapi_arch.project.modules.sources import Answers, Sources
from flake8_fastapi_arch.project.modules.symbols import ClassSymbol, LibrarySymbol
from flake8_fastapi_arch.project.routes.application import Application, Callee
from flake8_fastapi_arch.project.routes.conventions import Conventions
from flake8_fastapi_arch.project.routes.late_routes import LateRoutes
from flake8_fastapi_arch.project.routes.middleware import Middleware
from flake8_fastapi_arch.project.routes.origins import Origins
from flake8_fastapi_arch.project.routes.path_parameters import PathParameters
from flake8_fastapi_arch.project.routes.responses import Responses
from flake8_fastapi_arch.project.routes.routing import Routing
from flake8_fastapi_arch.project.routes.unmounted import Unmounted
from flake8_fastapi_arch.project.security.assigned_columns import AssignedColumns
from flake8_fastapi_arch.project.security.authentication import Authentication
from flake8_fastapi_arch.project.security.body_limits import BodyLimits
from flake8_fastapi_arch.project.security.cors import Cors
from flake8_fastapi_arch.project.security.open_writes import OpenWrites
from flake8_fastapi_arch.project.security.ownership import Ownership
from flake8_fastapi_arch.project.security.privileges import Privileges
from flake8_fastapi_arch.project.security.public_routes import PublicRoutes
from flake8_fastapi_arch.project.security.request_data import RequestData
from flake8_fastapi_arch.project.security.request_sources import RequestSources
from flake8_fastapi_arch.project.security.request_tests import RequestTests
from flake8_fastapi_arch.project.security.secrets import Secrets
from flake8_fastapi_arch.project.security.sent_secrets import SentSecrets
from flake8_fastapi_arch.project.security.sinks import Sinks
from flake8_fastapi_arch.project.security.strangers import Strangers
from flake8_fastapi_arch.project.security.tokens import Tokens
from flake8_fastapi_arch.project.settings import Settings
from flake8_fastapi_arch.project.startup.resolve import resolve
from flake8_fastapi_arch.project.surroundings import Surroundings
from flake8_fastapi_arch.project.testing.coverage import Coverage
from flake8_fastapi_arch.project.testing.fixtures import Fixtures
from flake8_fastapi_arch.project.testing.replacements import Replacements
from flake8_fastapi_arch.project.testing.test_requests import TestRequests


class Project:
    """Immutable; every answer is computed when it is first asked for."""

    def __init__(
        self,
        root: pathlib.Path,
        modules: Iterable[Module],
        settings: Settings,
        sources: Sources | None = None,
        shelf: Shelf | None = None,
        surroundings: Surroundings | None = None,
    ) -> None:
        """*sources* are those of a project whose answers this takes over. On the *shelf* is what
        other runs of the tool found out. *surroundings* are given where they are read already."""
        self.root = root
        self._surroundings = surroundings or Surroundings(root)
        self.settings = settings
        # In one order, wherever a module came from: answers must not depend on it.
        self.modules: Mapping[str, Module] = {
            module.path: module for module in sorted(modules, key=lambda module: module.path)
        }
        self._shelf = shelf
        self._written = shelf.written() if shelf is not None else None
        self._sources = sources or Sources(self._written.sources if self._written else ())
        self._library_calls: Answers[Module, dict[str, list[tuple[Call, Scope]]]] = Answers(
            self._sources
        )

    @classmethod
    def read(cls, root: pathlib.Path, settings: Settings) -> Project:
        """Read the project at *root* from disk; what cannot be read or parsed is left out."""
        found = []
        for path in python_files(root):
            with contextlib.suppress(OSError):
                found.append(read_module(path, (root / path).read_bytes()))
        return cls(root, (module for module in found if module is not None), settings)

    def with_module(self, module: Module) -> Project:
        """The same project with *module* in place of the one at its path."""
        modules = [*self._others(module.path), module]
        # What this project knows is taken over, and so is what it took from the shelf.
        shelf = None if "effects" in vars(self) else self._shelf
        if shelf is not None:
            shelf = Unsaved(shelf, module.path)
        project = Project(
            self.root, modules, self.settings, self._sources, shelf, self._surroundings
        )
        before = self.modules.get(module.path)
        if before is not None:
            project._take_over(self, before, module)
        return project

    def without_modules(self) -> Project:
        """What is left of the project for a file that is none of its modules."""
        return Project(self.root, (), self.settings, surroundings=self._surroundings)

    def without_module(self, path: str) -> Project:
        """The same project without the module at *path*."""
        others = self._others(path)
        return Project(self.root, others, self.settings, surroundings=self._surroundings)

    def _take_over(self, other: Project, before: Module, now: Module) -> None:
        """Keep what *other* knows, which has the module *before* where this has *now*."""
        known = vars(other)
        if "names" not in known:
            return
        self.names.take_over_scopes(other.names)
        indexed = (*other.names.scopes(before).indexed(), *self.names.scopes(now).indexed())
        changed = self._sources.of([now.path, *indexed])
        self.names.take_over(other.names, changed)
        self._library_calls.take_over(other._library_calls, changed)
        if "types" in known:
            self.types.take_over(other.types, changed)
        if "effects" in known:
            self.effects.take_over(other.effects, changed)

    def _others(self, path: str) -> list[Module]:
        return [module for module in self.modules.values() if module.path != path]

    @functools.cached_property
    def libraries(self) -> Libraries:
        """What is known of the libraries the project calls."""
        return Libraries.load(pathlib.Path(path) for path in self.settings.libraries)

    @functools.cached_property
    def imports(self) -> Imports:
        """Which module of the project an import names."""
        return Imports(self.modules.values(), self._source_roots())

    @functools.cached_property
    def import_graph(self) -> ImportGraph:
        """Which module imports which."""
        return ImportGraph(self.modules, self.imports, self.names)

    @functools.cached_property
    def roles(self) -> Roles:
        """What each module is for."""
        return Roles(
            self.modules,
            self.application,
            self.dependencies,
            self.import_graph,
            self.names,
            self.types,
            self.models,
            self.effects,
            self.calls_of,
            self.settings.layers,
        )

    @functools.cached_property
    def names(self) -> Names:
        """What names stand for, across modules."""
        return Names(self.modules, self.imports, self.libraries, self._sources)

    @functools.cached_property
    def types(self) -> Types:
        """What expressions may be."""
        return Types(
            self.names,
            self.libraries,
            lambda name: self._calls_by_name.get(name, ()),
            lambda name: self._classes_by_name.get(name, ()),
            self._sources,
        )

    @functools.cached_property
    def constants(self) -> Constants:
        """What expressions are worth, as far as the sources tell."""
        return Constants(self.names, self.types, self.calls_named)

    @functools.cached_property
    def cors(self) -> Cors:
        """Which other origins browsers let in."""
        return Cors(self.names, self.constants, self.calls_of)

    @functools.cached_property
    def secrets(self) -> Secrets:
        """Which literals sign, encrypt or authenticate."""
        return Secrets(
            self.modules,
            self.names,
            self.types,
            self.constants,
            self.calls_named,
            self.attributes_named,
        )

    @functools.cached_property
    def tokens(self) -> Tokens:
        """Where tokens are read and signed."""
        return Tokens(self.names, self.constants, self.effects, self.calls_named, self.calls_of)

    @functools.cached_property
    def body_limits(self) -> BodyLimits:
        """Whether something limits how much a request may send."""
        return BodyLimits(self.modules, self.names)

    @functools.cached_property
    def ownership(self) -> Ownership:
        """Whose rows handlers load, and whether they ask."""
        return Ownership(
            self.application,
            self.names,
            self.types,
            self.data,
            self.models,
            self.effects,
            self.authentication,
        )

    @functools.cached_property
    def models(self) -> Models:
        """Which classes are tables or Pydantic models, and their fields."""
        return Models(self.names, self.types)

    @functools.cached_property
    def model_uses(self) -> ModelUses:
        """Which models come in, go out and repeat each other."""
        return ModelUses(
            self.modules,
            self.application,
            self.names,
            self.types,
            self.models,
            self.calls_named,
        )

    @functools.cached_property
    def responses(self) -> Responses:
        """What handlers answer with."""
        return Responses(self.names, self.types, self.models)

    @functools.cached_property
    def data(self) -> Data:
        """The tables."""
        return Data(
            self.modules,
            self.names,
            self.types,
            self.models,
            lambda name: self._calls_by_name.get(name, ()),
        )

    @functools.cached_property
    def filled_columns(self) -> FilledColumns:
        """Which columns request models fill."""
        return FilledColumns(
            self.names,
            self.types,
            self.models,
            self.data,
            self.application,
            self.calls_named,
        )

    @functools.cached_property
    def migrations(self) -> Migrations:
        """Alembic's revisions."""
        return Migrations(self.modules)

    @functools.cached_property
    def sessions(self) -> Sessions:
        """Who makes sessions."""
        return Sessions(self.names, self.types, self.libraries, self.calls_named)

    @functools.cached_property
    def query_state(self) -> QueryState:
        """What queries are like where they are built."""
        return QueryState(self.names, self.types)

    @functools.cached_property
    def rows(self) -> Rows:
        """Which queries the rows in an expression come from."""
        return Rows(
            self.names,
            self.types,
            self.data,
            self.query_state,
            lambda name: self._calls_by_name.get(name, ()),
            lambda name: self._attributes_by_name.get(name, ()),
        )

    @functools.cached_property
    def held_rows(self) -> HeldRows:
        """Which variables hold rows of a session."""
        return HeldRows(self.types, self.data, self.rows)

    @functools.cached_property
    def lazy_loads(self) -> LazyLoads:
        """The relationships that are read of rows but not loaded with them."""
        return LazyLoads(
            self.modules,
            self.names,
            self.types,
            self.data,
            self.models,
            self.rows,
            self.effects,
            self.application,
        )

    @functools.cached_property
    def lookups(self) -> Lookups:
        """The columns by which requests look rows up."""
        return Lookups(self.data, self.rows, self.effects)

    @functools.cached_property
    def effects(self) -> Effects:
        """What calls run and do, and which functions serve requests."""
        return Effects(
            self.names,
            self.types,
            self.libraries,
            lambda: self.application,
            self.modules,
            lambda: (
                *entries(self.calls_named, self.modules, self.names, self.types, self.libraries),
                *waiting_handlers(
                    self.application, self.unmounted, self.modules, self.names, self.types
                ),
            ),
            self._sources,
            KeptRuns(self._shelf, self._written, self.names, self._sources),
        )

    @functools.cached_property
    def request_data(self) -> RequestData:
        """Where the data of requests goes."""
        return RequestData(
            self.names,
            self.types,
            self.models,
            self.libraries,
            self.callers,
            self.sinks,
            self.request_sources,
            self.privileges,
        )

    @functools.cached_property
    def sinks(self) -> Sinks:
        """Which calls take a string for more than data."""
        return Sinks(self.libraries, self.effects, self.callers)

    @functools.cached_property
    def request_sources(self) -> RequestSources:
        """What of a request reaches which parameter."""
        return RequestSources(lambda: self.application, self.names, self.types, self.models)

    @functools.cached_property
    def assigned_columns(self) -> AssignedColumns:
        """What functions put into which columns."""
        return AssignedColumns(self.names, self.types, self.models)

    @functools.cached_property
    def privileges(self) -> Privileges:
        """Which routes are for administrators."""
        return Privileges(self.request_sources)

    @functools.cached_property
    def loops(self) -> Loops:
        """Which loops run once per row."""
        return Loops(self.names, self.types, self.effects, self.open_lists)

    @functools.cached_property
    def open_lists(self) -> OpenLists:
        """Which collections are known to grow."""
        return OpenLists(self.names, self.types, self.effects, self.models, self.request_sources)

    @functools.cached_property
    def exceptions(self) -> Exceptions:
        """Which exceptions leave which functions, and who catches them."""
        return Exceptions(
            self.modules,
            self.names,
            self.types,
            self.effects,
            self.libraries,
            self.keys,
            lambda: self.application,
            self.calls_named,
        )

    @functools.cached_property
    def collaborators(self) -> Collaborators:
        """Which objects work with the outside."""
        return Collaborators(self.types, self.libraries, self.models, self.effects)

    @functools.cached_property
    def keys(self) -> Keys:
        """Which parameters decide what a call asks for."""
        return Keys(self.names, self.types, self.libraries, self.effects, lambda: self.application)

    @functools.cached_property
    def missing_rows(self) -> MissingRows:
        """Where rows are used that may not have been found."""
        return MissingRows(
            self.names,
            self.types,
            self.libraries,
            self.effects,
            self.exceptions,
            self.keys,
            lambda: self.application,
        )

    @functools.cached_property
    def error_shapes(self) -> ErrorShapes:
        """What the bodies of errors look like."""
        return ErrorShapes(
            self.modules, self.names, self.effects, self.exceptions, self.application
        )

    @functools.cached_property
    def client_errors(self) -> ClientErrors:
        """Which exceptions say what the client did wrong."""
        return ClientErrors(
            self.modules,
            self.names,
            self.types,
            self.models,
            self.exceptions,
            self.effects,
            self.keys,
        )

    @functools.cached_property
    def graphql(self) -> GraphQL:
        """Which functions a GraphQL server calls for each object."""
        return GraphQL(self.modules, self.names)

    @functools.cached_property
    def query_counts(self) -> QueryCounts:
        """How many queries a route sends."""
        return QueryCounts(self.names, self.types, self.effects, self.loops, self.lazy_loads)

    @functools.cached_property
    def coroutines(self) -> Coroutines:
        """Which calls give a coroutine, and what becomes of it."""
        return Coroutines(
            self.names,
            self.types,
            self.libraries,
            self.effects,
            lambda f: bool(self.application.routes_of(f)),
        )

    @functools.cached_property
    def nesting(self) -> Nesting:
        """Where an event loop is started though one may be running already."""
        return Nesting(self.effects, self.modules)

    @functools.cached_property
    def transactions(self) -> Transactions:
        """Which routes anything commits for."""
        return Transactions(
            self.names,
            self.types,
            self.libraries,
            self.effects,
            self.sessions,
            self.calls_named,
        )

    @functools.cached_property
    def lifetimes(self) -> Lifetimes:
        """What is made anew for every request."""
        return Lifetimes(self.types, self.libraries, self.effects, self.callers)

    @functools.cached_property
    def callers(self) -> Callers:
        """Which calls run a function."""
        return Callers(self.effects)

    @functools.cached_property
    def blocking(self) -> Blocking:
        """Which calls hold up the event loop."""
        twins = Twins(self.types, self.libraries, self.effects)
        return Blocking(self.effects, self.lifetimes, twins)

    @functools.cached_property
    def application(self) -> Application:
        """The routes, as FastAPI would serve them."""
        # FastAPI copied what a router held when it was included; 0.137 made inclusions live views.
        copies = self.environment.certainly("fastapi", "<0.137")
        return resolve(self.modules, self.imports, live_includes=copies is not True)

    @functools.cached_property
    def routing(self) -> Routing:
        """Which route answers, and which stands behind another."""
        return Routing(self.application, self.modules, self.names, self.imports)

    @functools.cached_property
    def conventions(self) -> Conventions:
        """What most routes have in common."""
        return Conventions(self.application)

    @functools.cached_property
    def authentication(self) -> Authentication:
        """What keeps strangers out of the routes."""
        return Authentication(
            self.application,
            self.modules,
            self.imports,
            self.names,
            self.types,
            self.effects,
            self.calls_of,
            PublicRoutes(self.settings.public_routes),
            RequestTests(self.constants),
            self.middleware,
        )

    @functools.cached_property
    def open_writes(self) -> OpenWrites:
        """Which routes change something for strangers, too."""
        computing = Computing(self.effects, self.names, self.types, self.libraries)
        return OpenWrites(self.authentication, self.effects, computing)

    @functools.cached_property
    def strangers(self) -> Strangers:
        """What requests meet that nobody is logged in for."""
        return Strangers(self.modules, self.names, self.types, self.effects, self.authentication)

    @functools.cached_property
    def sent_secrets(self) -> SentSecrets:
        """Which secrets answers carry."""
        return SentSecrets(
            self.application,
            self.names,
            self.types,
            self.models,
            self.data,
            self.responses,
            self.strangers,
            self.calls_named,
            self.attributes_named,
        )

    @functools.cached_property
    def origins(self) -> Origins:
        """Where apps and routers are made."""
        return Origins(self.names, self.calls_named)

    @functools.cached_property
    def late_routes(self) -> LateRoutes:
        """Which routes come after the inclusion that should serve them."""
        return LateRoutes(self.application, lambda: resolve(self.modules, self.imports))

    @functools.cached_property
    def middleware(self) -> Middleware:
        """Which middleware lies around which."""
        return Middleware(
            self.application, self.modules, self.imports, self.types, self.calls_named
        )

    @functools.cached_property
    def unmounted(self) -> Unmounted:
        """Which routers reach no app."""
        return Unmounted(self.application, self.modules, self.names)

    @functools.cached_property
    def path_parameters(self) -> PathParameters:
        """Who takes the parameters of the routes' paths."""
        return PathParameters(
            self.names, self.types, self.models, self.routing, self.attributes_named
        )

    @property
    def environment(self) -> Environment:
        """What the project declares: its libraries and their versions."""
        return self._surroundings.environment

    @functools.cached_property
    def dependencies(self) -> frozenset[Callee]:
        """Everything that FastAPI calls to solve the dependencies of some route."""
        return frozenset(
            dependency.callee
            for route in self.application.routes
            for dependency in route.closure.flat()
            if dependency.callee is not None
        )

    @functools.cached_property
    def fixtures(self) -> Fixtures:
        """What tests are given."""
        return Fixtures(self.modules, self.names, self.types, self.calls_named)

    @functools.cached_property
    def test_requests(self) -> TestRequests:
        """The requests that tests send."""
        return TestRequests(
            self.application,
            self.fixtures,
            self.names,
            self.types,
            self.imports,
            self.modules,
            self.calls_named,
        )

    @functools.cached_property
    def replacements(self) -> Replacements:
        """What tests put in the place of the application's own."""
        return Replacements(self.fixtures, self.names, self.imports, self.calls_named)

    @property
    def gates(self) -> Gates:
        """Which quality gates the project has set up."""
        return self._surroundings.gates

    @property
    def coverage(self) -> Coverage:
        """Which lines the tests ran, as far as a report tells."""
        return self._surroundings.coverage

    @functools.cached_property
    def has_data_layer(self) -> bool:
        """Whether queries have a place of their own.

        That is: of the functions on the request path that query, at least three, and at least
        two thirds, live in modules without routes.
        """
        inside = outside = 0
        for function in self.effects.serving_functions():
            if self.effects.queries(function):
                if list(self.application.registrations_in(function.module)):
                    inside += 1
                else:
                    outside += 1
        return outside >= 3 and outside >= 2 * inside

    def calls_of(self, module: Module, *dotted: str) -> list[tuple[Call, Scope]]:
        """The calls in *module* of the library objects with these dotted names, as imported from
        where they live (``sqlalchemy.create_engine``), each with its scope."""
        known = self._library_calls.kept(module, self._by_library, module)
        return [found for name in dotted for found in known.get(name, ())]

    def _by_library(self, module: Module) -> dict[str, list[tuple[Call, Scope]]]:
        """The calls in *module* of library objects, by their dotted names."""
        found: dict[str, list[tuple[Call, Scope]]] = {}
        for call, scope in self.names.scopes(module).calls:
            for value in self.types.of(call.func, scope):
                if isinstance(value, LibrarySymbol):
                    found.setdefault(value.dotted, []).append((call, scope))
        return found

    def attributes_named(self, name: str) -> Iterable[tuple[Attribute, Scope]]:
        """Where the project names an attribute *name* of something."""
        return self._attributes_by_name.get(name, ())

    def calls_named(self, name: str) -> Iterable[tuple[Call, Scope]]:
        """The project's calls of something whose last name is *name*, and where they stand."""
        return self._calls_by_name.get(name, ())

    @functools.cached_property
    def _calls_by_name(self) -> dict[str, list[tuple[Call, Scope]]]:
        """The project's calls by the last name of what they call."""
        found: dict[str, list[tuple[Call, Scope]]] = {}
        for module in self.modules.values():
            for name, calls in self.names.scopes(module).calls_by_name.items():
                found.setdefault(name, []).extend(calls)
        return found

    @functools.cached_property
    def _attributes_by_name(self) -> dict[str, list[tuple[Attribute, Scope]]]:
        found: dict[str, list[tuple[Attribute, Scope]]] = {}
        for module in self.modules.values():
            for named in self.names.scopes(module).attributes:
                found.setdefault(named[0].attr, []).append(named)
        return found

    @functools.cached_property
    def _classes_by_name(self) -> dict[str, list[ClassSymbol]]:
        found: dict[str, list[ClassSymbol]] = {}
        for module in self.modules.values():
            for node in definitions(module):
                if isinstance(node, Class):
                    found.setdefault(node.name, []).append(ClassSymbol(module, node))
        return found

    def _source_roots(self) -> tuple[str, ...]:
        """The configured source roots, relative to the project's root."""
        roots = (pathlib.Path(root) for root in self.settings.source_roots)
        relative = (r.relative_to(self.root) for r in roots if r.is_relative_to(self.root))
        return tuple("" if r == pathlib.Path() else r.as_posix() for r in relative)


def read_module(path: str, source: bytes) -> Module | None:
    """The records of the module at *path*; None where *source* cannot be parsed."""
    try:
        return lower(path, parse(source), source.count(b"\n") + 1)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None
