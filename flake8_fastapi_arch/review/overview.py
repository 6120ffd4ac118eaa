"""What the project is built of: told by its files and its imports, each with its source."""

from __future__ import annotations

import collections
import dataclasses
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from packaging.specifiers import SpecifierSet
from packaging.version import Version

from flake8_fastapi_arch.facts.model import Constant, Import, ImportFrom, Module, Node
from flake8_fastapi_arch.facts.walk import children, statements
from flake8_fastapi_arch.project.environment import Environment, Requirement
from flake8_fastapi_arch.project.files import is_test


@dataclasses.dataclass(frozen=True)
class Found:
    """One thing found, and where: ``path:line``, or a path.

    ``version`` is the locked version or else the declared range, ``declared`` the range beside a
    lock; each is "" where it is not told.
    """

    text: str
    source: str
    version: str = ""
    declared: str = ""


@dataclasses.dataclass(frozen=True)
class Overview:
    """Each is empty where nothing was found."""

    framework: tuple[Found, ...]
    python: tuple[Found, ...]
    orm: tuple[Found, ...]
    database: tuple[Found, ...]
    dependencies: tuple[Found, ...]


class _Library(NamedTuple):
    module: str  # as it is imported
    distribution: str  # as it is declared
    title: str


_ORMS = (
    _Library("sqlmodel", "sqlmodel", "SQLModel"),
    _Library("sqlalchemy", "sqlalchemy", "SQLAlchemy"),
    _Library("tortoise", "tortoise-orm", "Tortoise ORM"),
    _Library("beanie", "beanie", "Beanie"),
    _Library("ormar", "ormar", "Ormar"),
    _Library("piccolo", "piccolo", "Piccolo"),
    _Library("peewee", "peewee", "Peewee"),
    _Library("pony", "pony", "Pony ORM"),
    _Library("odmantic", "odmantic", "ODMantic"),
    _Library("mongoengine", "mongoengine", "MongoEngine"),
    _Library("django.db", "django", "Django ORM"),
)
_DRIVERS = (
    _Library("asyncpg", "asyncpg", "PostgreSQL"),
    _Library("psycopg", "psycopg", "PostgreSQL"),
    _Library("psycopg2", "psycopg2", "PostgreSQL"),
    _Library("psycopg2", "psycopg2-binary", "PostgreSQL"),
    _Library("pg8000", "pg8000", "PostgreSQL"),
    _Library("aiomysql", "aiomysql", "MySQL"),
    _Library("asyncmy", "asyncmy", "MySQL"),
    _Library("pymysql", "pymysql", "MySQL"),
    _Library("MySQLdb", "mysqlclient", "MySQL"),
    _Library("aiosqlite", "aiosqlite", "SQLite"),
    _Library("sqlite3", "", "SQLite"),
    _Library("oracledb", "oracledb", "Oracle"),
    _Library("pyodbc", "pyodbc", "SQL Server"),
    _Library("motor", "motor", "MongoDB"),
    _Library("pymongo", "pymongo", "MongoDB"),
    _Library("duckdb", "duckdb", "DuckDB"),
)
_SCHEMES = {
    "postgresql": "PostgreSQL",
    "postgres": "PostgreSQL",
    "cockroachdb": "CockroachDB",
    "mysql": "MySQL",
    "mariadb": "MariaDB",
    "sqlite": "SQLite",
    "oracle": "Oracle",
    "mssql": "SQL Server",
    "mongodb": "MongoDB",
    "duckdb": "DuckDB",
    "clickhouse": "ClickHouse",
}
# ``postgresql+asyncpg`` alone is what ``PostgresDsn.build(scheme=...)`` takes.
_URL = re.compile(rf"({'|'.join(_SCHEMES)})(?:\+(\w+))?(?:://|$)")
# Engine URLs stand in settings and beside the engine; all other modules are not searched.
_SETTINGS_LIBRARIES = ("pydantic_settings", "starlette.config", "decouple", "environs", "dynaconf")
_SETTINGS_NAMES = re.compile(r"config|setting|database|session|engine|(^|[/_])db")


def overview(modules: Mapping[str, Module], environment: Environment) -> Overview:
    """What the application's own modules import and its files declare; tests are left out."""
    own = [modules[path] for path in sorted(modules) if not is_test(path)]
    imports = _imports(own)
    return Overview(
        framework=tuple(_framework(imports, environment)),
        python=tuple(_python(environment)),
        orm=tuple(_orms(imports, environment)),
        database=tuple(_databases(own, imports, environment)),
        dependencies=tuple(
            Found(needed.name, needed.source, *_versions(needed))
            for needed in environment.main_dependencies()
        ),
    )


_Imports = Mapping[str, str]  # dotted name -> where it is first imported


def _imports(modules: Iterable[Module]) -> _Imports:
    places: dict[str, str] = {}
    for module in modules:
        for line, name in _imported(module):
            parts = name.split(".")
            for size in range(1, len(parts) + 1):
                places.setdefault(".".join(parts[:size]), f"{module.path}:{line}")
    return places


def _imported(module: Module) -> Iterator[tuple[int, str]]:
    for statement in statements(module.body):
        match statement:
            case Import():
                yield from ((statement.line, imported.name) for imported in statement.names)
            case ImportFrom(level=0):
                yield statement.line, statement.module


def _framework(imports: _Imports, environment: Environment) -> Iterator[Found]:
    if requirement := environment.requirement("fastapi"):
        yield Found("FastAPI", requirement.source, *_versions(requirement))
    elif "fastapi" in imports:
        yield Found("FastAPI, not declared", imports["fastapi"])


def _python(environment: Environment) -> Iterator[Found]:
    requirement = environment.requirement("python")
    for declaration in requirement.declarations if requirement else ():
        if version := _range(declaration.specifier):
            yield Found("Python", declaration.source, version)


def _orms(imports: _Imports, environment: Environment) -> Iterator[Found]:
    for orm in _ORMS:
        if orm.module in imports:
            requirement = environment.requirement(orm.distribution)
            versions = _versions(requirement) if requirement else ()
            is_async = orm.module == "sqlalchemy" and "sqlalchemy.ext.asyncio" in imports
            title = f"{orm.title} (asyncio)" if is_async else orm.title
            yield Found(title, imports[orm.module], *versions)


def _databases(
    modules: Iterable[Module], imports: _Imports, environment: Environment
) -> Iterator[Found]:
    """The databases that engine URLs name; without any, those that a driver in use tells."""
    places: dict[tuple[str, str], str] = {}
    for module in modules:
        if _may_hold_urls(module):
            for scheme, driver in _urls(module):
                places.setdefault((_SCHEMES[scheme], driver), module.path)
    if not places:
        for driver_ in _DRIVERS:
            requirement = environment.requirement(driver_.distribution)
            place = imports.get(driver_.module) or (requirement.source if requirement else None)
            if place is not None:
                places.setdefault((driver_.title, driver_.module), place)
    by_title: dict[str, list[tuple[str, str]]] = collections.defaultdict(list)
    for (title, driver_name), place in sorted(places.items()):
        by_title[title].append((driver_name, place))
    for title, found in by_title.items():
        drivers = ", ".join(dict.fromkeys(name for name, _ in found if name))
        yield Found(f"{title} ({drivers})" if drivers else title, found[0][1])


def _may_hold_urls(module: Module) -> bool:
    libraries = (*_SETTINGS_LIBRARIES, *(library.module for library in (*_ORMS, *_DRIVERS)))
    return bool(_SETTINGS_NAMES.search(module.path)) or any(
        name == library or name.startswith(f"{library}.")
        for _, name in _imported(module)
        for library in libraries
    )


def _urls(module: Module) -> Iterator[tuple[str, str]]:
    pending: list[Node] = [module]
    while pending:
        node = pending.pop()
        pending.extend(children(node))
        if isinstance(node, Constant) and isinstance(node.value, str):
            url = _URL.match(node.value)
            if url and (url[2] or "://" in node.value):
                yield url[1], url[2] or ""


def _versions(requirement: Requirement) -> tuple[str, str]:
    """``version`` and ``declared`` of a ``Found``."""
    locked, declared = requirement.locked, _range(requirement.specifier)
    if locked is None:
        return declared, ""
    return str(locked), declared if requirement.locks else ""


def _range(specifiers: SpecifierSet) -> str:
    """A range in ascending order; ``3.12`` for ``==3.12.*``."""
    parts = sorted(specifiers, key=lambda s: (_edge(s.version), s.operator))
    if len(parts) == 1 and parts[0].operator == "==":
        return parts[0].version.removesuffix(".*")
    return ",".join(map(str, parts))


def _edge(version: str) -> tuple[Version, str]:
    release = re.match(r"\d+(\.\d+)*", version)
    return Version(release[0] if release else "0"), version
