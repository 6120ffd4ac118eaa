"""What each checker looks at, and how much of it the application has: the scores' denominators."""

from __future__ import annotations

import enum
import functools
from collections.abc import Collection

from flake8_fastapi_arch.facts.model import Class, Function, Module
from flake8_fastapi_arch.facts.walk import definitions
from flake8_fastapi_arch.kept import kept
from flake8_fastapi_arch.project.modules.files import is_test
from flake8_fastapi_arch.project.modules.symbols import ClassSymbol
from flake8_fastapi_arch.project.project import Project
from flake8_fastapi_arch.project.routes.application import Handler, Registration

Unit = tuple[str, str | int]
"""A thing that is judged: the path of its module, and its qualified name, or "" for the module."""


class Population(enum.Enum):
    """A kind of thing that checkers judge; the value is the word for one of them."""

    ROUTE = "route"
    READ = "route that reads"
    WRITE = "route that writes"
    FUNCTION = "function"
    MODEL = "Pydantic model"
    TABLE = "table"
    MIGRATION = "migration"
    ROUTER_MODULE = "module with routes"
    MODULE = "module"
    TEST = "test"
    APPLICATION = "application"

    def counted(self, number: int) -> str:
        """*number* of them in words."""
        return f"{number:,} {self.value if number == 1 else _PLURALS.get(self, self.value + 's')}"


_PLURALS = {
    Population.READ: "routes that read",
    Population.WRITE: "routes that write",
    Population.ROUTER_MODULE: "modules with routes",
}
# What a function does counts for the routes that run it: what one costs, all of them pay.
# By code or beginning of one, the longest that fits. What is missing goes by the checker's subject.
# One hole in the whole application is a hole, however large it is: such checkers judge all of it.
_BY_CODE = {
    "FAA1": Population.ROUTE,
    "FAA111": Population.WRITE,
    "FAA116": Population.APPLICATION,
    "FAA117": Population.APPLICATION,
    "FAA118": Population.READ,
    "FAA120": Population.READ,
    "FAA121": Population.WRITE,
    "FAA122": Population.READ,
    "FAA123": Population.APPLICATION,
    "FAA124": Population.APPLICATION,
    "FAA151": Population.MODEL,
    "FAA152": Population.WRITE,
    "FAA154": Population.MODEL,
    "FAA155": Population.MODEL,
    "FAA156": Population.MODEL,
    "FAA157": Population.MODEL,
    "FAA158": Population.MODEL,
    "FAA159": Population.MODEL,
    "FAA2": Population.ROUTE,
    "FAA212": Population.APPLICATION,
    "FAA216": Population.APPLICATION,
    "FAA22": Population.APPLICATION,
    "FAA23": Population.TABLE,
    "FAA236": Population.ROUTE,
    "FAA24": Population.MIGRATION,
    "FAA242": Population.APPLICATION,
    "FAA243": Population.APPLICATION,
    "FAA246": Population.APPLICATION,
    "FAA248": Population.APPLICATION,
    "FAA3": Population.APPLICATION,
    "FAA301": Population.WRITE,
    "FAA302": Population.READ,
    "FAA304": Population.ROUTE,
    "FAA306": Population.ROUTE,
    "FAA320": Population.ROUTE,
    "FAA324": Population.WRITE,
    "FAA325": Population.ROUTE,
    "FAA326": Population.ROUTE,
    "FAA331": Population.WRITE,
    "FAA4": Population.ROUTE,
    "FAA5": Population.ROUTE,
    "FAA503": Population.ROUTER_MODULE,
    "FAA504": Population.MODULE,
    "FAA505": Population.MODULE,
    "FAA520": Population.ROUTER_MODULE,
    "FAA521": Population.APPLICATION,
    "FAA522": Population.ROUTER_MODULE,
    "FAA6": Population.TEST,
    "FAA601": Population.ROUTE,
    "FAA602": Population.APPLICATION,
    "FAA603": Population.FUNCTION,
    "FAA612": Population.APPLICATION,
}
_BY_SUBJECT: dict[type, Population] = {
    Module: Population.MODULE,
    Class: Population.MODEL,
    Function: Population.FUNCTION,
    Handler: Population.ROUTE,
    Registration: Population.ROUTE,
}
_READING = frozenset({"GET", "HEAD", "OPTIONS"})


def population_of(code: str, subject: type) -> Population:
    """What the checker *code*, whose subject is *subject*, judges."""
    for size in range(len(code), 3, -1):
        if code[:size] in _BY_CODE:
            return _BY_CODE[code[:size]]
    return _BY_SUBJECT.get(subject, Population.FUNCTION)


class Subjects:
    """What a project has of each population, tests apart (but for the tests themselves).

    What was not judged is left out: *unchecked* are the paths of modules in which a check failed,
    *checked* those that were looked at, all of them unless told.
    """

    def __init__(
        self,
        project: Project,
        unchecked: Collection[str] = (),
        checked: Collection[str] | None = None,
    ) -> None:
        self._project = project
        self.unchecked = frozenset(unchecked)
        self._checked = frozenset(project.modules if checked is None else checked)

    @kept
    def of(self, population: Population) -> frozenset[Unit]:
        """The units of *population*; for the application itself one."""
        match population:
            case Population.APPLICATION:
                return frozenset([("", "")])
            case Population.MODULE:
                return frozenset((module.path, "") for module in self._own)
            case Population.ROUTER_MODULE:
                return frozenset((path, "") for path, _ in self.of(Population.ROUTE))
            case Population.ROUTE | Population.READ | Population.WRITE:
                return frozenset(
                    unit
                    for module in self._own
                    for registration in self._project.application.registrations_in(module)
                    if _belongs(registration, population)
                    for unit in [_handler(registration)]
                )
            case Population.TEST:
                return frozenset(
                    (module.path, node.qualname)
                    for path, module in self._project.modules.items()
                    if is_test(path) and path in self._checked
                    for node in definitions(module)
                    if isinstance(node, Function) and node.name.startswith("test")
                )
            case Population.MIGRATION:
                revisions = self._project.migrations.revisions.values()
                return frozenset(
                    (one.module.path, "")
                    for known in revisions
                    for one in known
                    if one.module.path in self._checked
                )
            case _:
                return frozenset(
                    (module.path, node.qualname)
                    for module in self._own
                    for node in definitions(module)
                    if self._is_one(population, module, node)
                )

    @functools.cached_property
    def has_queries(self) -> bool:
        """Whether any function that requests run is known to query."""
        effects = self._project.effects
        return any(map(effects.queries, effects.serving_functions()))

    def _is_one(self, population: Population, module: Module, node: Function | Class) -> bool:
        if population is Population.FUNCTION:
            return isinstance(node, Function)
        if not isinstance(node, Class):
            return False
        symbol = ClassSymbol(module, node)
        if population is Population.TABLE:
            return self._project.models.table_kind(symbol) is not None
        return self._project.models.is_pydantic(symbol)

    @functools.cached_property
    def _own(self) -> tuple[Module, ...]:
        modules = self._project.modules.items()
        return tuple(module for path, module in modules if self._is_judged(path))

    def _is_judged(self, path: str) -> bool:
        return not is_test(path) and path in self._checked and path not in self.unchecked


def _belongs(registration: Registration, population: Population) -> bool:
    if population is Population.ROUTE:
        return True
    is_read = registration.kind == "http" and _READING.issuperset(registration.methods)
    return is_read == (population is Population.READ)


def _handler(registration: Registration) -> Unit:
    handler = registration.handler
    if handler is None:
        return registration.module.path, registration.line
    return handler.module.path, handler.name
