"""The application as FastAPI would build it: apps, effective routes and what guards them."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator
from typing import Union

from flake8_fastapi_arch.facts.model import Expression, Function, Module
from flake8_fastapi_arch.project.symbols import ClassSymbol, FunctionSymbol, LibrarySymbol

Callee = Union[FunctionSymbol, ClassSymbol, LibrarySymbol]


@dataclasses.dataclass(frozen=True, eq=False)
class Dependency:
    """A node of a route's dependency tree, as FastAPI would solve it.

    ``callee`` is what is called: a function, a class, or the class of a callable instance
    (``is_instance``); None where it could not be resolved. ``is_security`` tells ``Security(...)``;
    ``scheme`` names the security scheme class (``fastapi.security.HTTPBearer``) that the callee is
    an instance of, with ``auto_error`` (None: unknown).
    """

    callee: Callee | None
    name: str
    is_instance: bool = False
    is_security: bool = False
    scopes: tuple[str, ...] = ()
    scheme: str | None = None
    auto_error: bool | None = None
    parameter: str | None = None
    dependencies: tuple[Dependency, ...] = ()

    def flat(self) -> Iterator[Dependency]:
        """This dependency and all below it, before its own sub-dependencies (pre-order)."""
        yield self
        for dependency in self.dependencies:
            yield from dependency.flat()


@dataclasses.dataclass(frozen=True, eq=False)
class Closure:
    """All dependencies of a route, in FastAPI's order. ``unresolved`` says what is missing."""

    items: tuple[Dependency, ...] = ()
    unresolved: tuple[str, ...] = ()

    @property
    def complete(self) -> bool:
        """Whether an absence from ``items`` means an absence at run time."""
        return not self.unresolved

    def flat(self) -> Iterator[Dependency]:
        for dependency in self.items:
            yield from dependency.flat()


@dataclasses.dataclass(frozen=True, eq=False)
class Registration:
    """One ``@router.get("/x")`` (or ``add_api_route(...)``) in the sources: what checkers are about.

    ``line`` and ``col`` are those of the handler's ``def`` where the registration decorates it,
    else those of the registering call.
    """

    module: Module
    handler: FunctionSymbol | None
    methods: tuple[str, ...]
    path: str | None
    line: int
    col: int


@dataclasses.dataclass(frozen=True, eq=False)
class Route:
    """A route at the address where the application serves it. None in a field means unknown."""

    app: str
    registration: Registration
    methods: tuple[str, ...]
    path: str
    name: str | None
    handler: FunctionSymbol | None
    closure: Closure
    response_model: Expression | None = None
    status_code: int | None = None
    tags: tuple[str, ...] = ()
    include_in_schema: bool = True
    kind: str = "http"


class Application:
    """Every app of the project with its routes. Empty until the resolver stands."""

    def __init__(self, routes: Iterable[Route] = ()) -> None:
        self.routes = tuple(routes)

    def registrations_in(self, module: Module) -> Iterable[Registration]:
        """The registrations whose place is in *module*, in source order."""
        return ()

    def routes_of(self, handler: Function) -> tuple[Route, ...]:
        """The effective routes that *handler* serves; empty for a function that serves none."""
        return ()
