"""What the project is built of: told by its files and its imports, each with its source."""

from __future__ import annotations

import collections
import dataclasses
import re
from collections.abc import Iterable, Iterator

from flake8_fastapi_arch.facts.model import Class, Constant, Import, ImportFrom, Module, Node
from flake8_fastapi_arch.facts.walk import children, definitions, statements
from flake8_fastapi_arch.project.environment.manifests import name_of
from flake8_fastapi_arch.project.environment.versions import Environment
from flake8_fastapi_arch.project.modules.files import is_test
from flake8_fastapi_arch.project.modules.symbols import ClassSymbol
from flake8_fastapi_arch.project.project import Project
from flake8_fastapi_arch.project.security.authentication import Status
from flake8_fastapi_arch.review import toolchain
from flake8_fastapi_arch.review.found import (
    Found,
    Imports,
    Library,
    found_library,
    shown_range,
    versions,
)
from flake8_fastapi_arch.review.history import History, history


@dataclasses.dataclass(frozen=True)
class Topic:
    """A line of the overview: ``key`` for programs, ``title`` for people, and what was found."""

    key: str
    title: str
    found: tuple[Found, ...]


@dataclasses.dataclass(frozen=True)
class Size:
    """How large the application is, tests apart; ``routes`` by method, most frequent first."""

    lines: int = 0
    modules: int = 0
    routes: tuple[tuple[str, int], ...] = ()
    routers: int = 0
    models: int = 0
    tables: int = 0


@dataclasses.dataclass(frozen=True)
class Overview:
    """Topics in the order of the report; those of which nothing was found are there, too.

    ``name`` is what the project calls itself, or else its directory. ``history`` is None where
    there is no git repository.
    """

    name: str
    topics: tuple[Topic, ...]
    size: Size
    history: History | None

    def __getitem__(self, key: str) -> tuple[Found, ...]:
        return next(topic.found for topic in self.topics if topic.key == key)


_ORMS = (
    Library("sqlmodel", "sqlmodel", "SQLModel"),
    Library("sqlalchemy", "sqlalchemy", "SQLAlchemy"),
    Library("tortoise", "tortoise-orm", "Tortoise ORM"),
    Library("beanie", "beanie", "Beanie"),
    Library("ormar", "ormar", "Ormar"),
    Library("piccolo", "piccolo", "Piccolo"),
    Library("peewee", "peewee", "Peewee"),
    Library("pony", "pony", "Pony ORM"),
    Library("odmantic", "odmantic", "ODMantic"),
    Library("mongoengine", "mongoengine", "MongoEngine"),
    Library("django.db", "django", "Django ORM"),
)
_SYNC_ENGINES = (
    "sqlalchemy.create_engine", "sqlalchemy.engine.create_engine", "sqlmodel.create_engine",
    "sqlalchemy.engine_from_config",
)  # fmt: skip
_ROUTERS = ("fastapi.APIRouter", "fastapi.routing.APIRouter")
_DRIVERS = (
    Library("asyncpg", "asyncpg", "PostgreSQL"),
    Library("psycopg", "psycopg", "PostgreSQL"),
    Library("psycopg2", "psycopg2", "PostgreSQL"),
    Library("psycopg2", "psycopg2-binary", "PostgreSQL"),
    Library("pg8000", "pg8000", "PostgreSQL"),
    Library("aiomysql", "aiomysql", "MySQL"),
    Library("asyncmy", "asyncmy", "MySQL"),
    Library("pymysql", "pymysql", "MySQL"),
    Library("MySQLdb", "mysqlclient", "MySQL"),
    Library("aiosqlite", "aiosqlite", "SQLite"),
    Library("sqlite3", "", "SQLite"),
    Library("oracledb", "oracledb", "Oracle"),
    Library("pyodbc", "pyodbc", "SQL Server"),
    Library("motor", "motor", "MongoDB"),
    Library("pymongo", "pymongo", "MongoDB"),
    Library("duckdb", "duckdb", "DuckDB"),
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
_CACHES = (
    Library("fastapi_cache", "fastapi-cache2", "fastapi-cache"),
    Library("aiocache", "aiocache", "aiocache"),
    Library("cashews", "cashews", "cashews"),
    Library("redis", "redis", "Redis"),
    Library("aioredis", "aioredis", "Redis (aioredis)"),
    Library("valkey", "valkey", "Valkey"),
    Library("aiomcache", "aiomcache", "Memcached"),
    Library("pymemcache", "pymemcache", "Memcached"),
    Library("cachetools", "cachetools", "cachetools, in each process"),
    Library("async_lru", "async-lru", "async-lru, in each process"),
    Library("diskcache", "diskcache", "diskcache"),
)
_QUEUES = (
    Library("celery", "celery", "Celery"),
    Library("arq", "arq", "arq"),
    Library("rq", "rq", "RQ"),
    Library("dramatiq", "dramatiq", "Dramatiq"),
    Library("taskiq", "taskiq", "Taskiq"),
    Library("huey", "huey", "Huey"),
    Library("saq", "saq", "SAQ"),
    Library("procrastinate", "procrastinate", "Procrastinate"),
    Library("temporalio", "temporalio", "Temporal"),
    Library("docket", "pydocket", "Docket"),
    Library("faststream", "faststream", "FastStream"),
    Library("aiokafka", "aiokafka", "Kafka (aiokafka)"),
    Library("aio_pika", "aio-pika", "RabbitMQ (aio-pika)"),
    Library("apscheduler", "apscheduler", "APScheduler, in each process"),
    Library("fastapi.BackgroundTasks", "fastapi", "FastAPI's background tasks, in each process"),
    Library("starlette.background", "starlette", "Starlette's background tasks, in each process"),
)
_AUTHENTICATION = (
    Library("fastapi_users", "fastapi-users", "fastapi-users"),
    Library("authlib", "authlib", "Authlib"),
    Library("fastapi_sso", "fastapi-sso", "fastapi-sso"),
    Library("jose", "python-jose", "python-jose"),
    Library("jwt", "pyjwt", "PyJWT"),
    Library("joserfc", "joserfc", "joserfc"),
    Library("ldap3", "ldap3", "LDAP (ldap3)"),
    Library("onelogin.saml2", "python3-saml", "SAML (python3-saml)"),
)
# ``postgresql+asyncpg`` alone is what ``PostgresDsn.build(scheme=...)`` takes.
_URL = re.compile(rf"({'|'.join(_SCHEMES)})(?:\+(\w+))?(?:://|$)")
# Engine URLs stand in settings and beside the engine; all other modules are not searched.
_SETTINGS_LIBRARIES = ("pydantic_settings", "starlette.config", "decouple", "environs", "dynaconf")
_SETTINGS_NAMES = re.compile(r"config|setting|database|session|engine|(^|[/_])db")


def overview(project: Project) -> Overview:
    """What the application's own modules import and its files declare; tests are left out."""
    environment = project.environment
    own = [module for path, module in project.modules.items() if not is_test(path)]
    imports = _imports(own)
    topics = {
        ("framework", "Framework"): _framework(imports, environment),
        ("python", "Python Version"): _python(environment),
        ("orm", "ORM"): _orms(project, own, imports),
        ("database", "Database"): _databases(own, imports, environment),
        ("migrations", "Migrations"): _migrations(project, imports),
        ("settings", "Settings"): toolchain.settings(project, imports),
        ("caching", "Caching"): _libraries(_CACHES, imports, environment),
        ("queue", "Task Queue"): _libraries(_QUEUES, imports, environment),
        ("authentication", "Authentication"): _authentication(project, imports),
        ("containers", "Containers"): toolchain.containers(project),
        ("ci", "CI"): toolchain.pipelines(project),
        ("tools", "Code Quality Tools"): toolchain.tools(project),
        ("tests", "Tests"): toolchain.tests(project),
        ("dependencies", "Main Dependencies"): (
            Found(needed.name, needed.source, *versions(needed))
            for needed in environment.main_dependencies()
        ),
    }
    return Overview(
        name_of(project.root),
        tuple(Topic(key, title, tuple(found)) for (key, title), found in topics.items()),
        _size(project, own),
        history(project.root),
    )


def _imports(modules: Iterable[Module]) -> dict[str, str]:
    places: dict[str, str] = {}
    for module in modules:
        for line, name in _imported(module):
            parts = name.split(".")
            for size in range(1, len(parts) + 1):
                places.setdefault(".".join(parts[:size]), f"{module.path}:{line}")
    return places


def _imported(module: Module) -> Iterator[tuple[int, str]]:
    """The modules that *module* imports, and what it takes from them."""
    for statement in statements(module.body):
        match statement:
            case Import():
                yield from ((statement.line, imported.name) for imported in statement.names)
            case ImportFrom(level=0):
                for imported in statement.names:
                    yield statement.line, f"{statement.module}.{imported.name}"


def _libraries(
    libraries: Iterable[Library], imports: Imports, environment: Environment
) -> Iterator[Found]:
    for library in libraries:
        yield from found_library(library, imports, environment)


def _framework(imports: Imports, environment: Environment) -> Iterator[Found]:
    if requirement := environment.requirement("fastapi"):
        yield Found("FastAPI", requirement.source, *versions(requirement))
    elif "fastapi" in imports:
        yield Found("FastAPI, not declared", imports["fastapi"])
    for name, title in (("starlette", "Starlette"), ("pydantic", "Pydantic")):
        if requirement := environment.requirement(name):
            yield Found(title, requirement.source, *versions(requirement))


def _python(environment: Environment) -> Iterator[Found]:
    requirement = environment.requirement("python")
    for declaration in requirement.declarations if requirement else ():
        if version := shown_range(declaration.specifier):
            yield Found("Python", declaration.source, version)


def _orms(project: Project, modules: Iterable[Module], imports: Imports) -> Iterator[Found]:
    styles = []
    if any(project.calls_of(module, *_SYNC_ENGINES) for module in modules):
        styles.append("sync")
    if "sqlalchemy.ext.asyncio" in imports or "sqlmodel.ext.asyncio" in imports:
        styles.append("async")
    style = f" ({' and '.join(styles)})" if styles else ""
    for orm in _ORMS:
        title = f"{orm.title}{style}" if orm.module in ("sqlalchemy", "sqlmodel") else orm.title
        yield from found_library(orm, imports, project.environment, title)


def _migrations(project: Project, imports: Imports) -> Iterator[Found]:
    migrations = project.migrations
    homes = collections.defaultdict[str, list[str]](list)
    for directory in migrations.revisions:
        if not is_test(f"{directory}/env.py"):
            homes[_versions_above(directory)].append(directory)
    for home, directories in homes.items():
        revisions = sum(len(migrations.revisions[directory]) for directory in directories)
        number = f"{revisions} revision{'s' * (revisions != 1)}"
        heads = len(migrations.heads(home)) if directories == [home] else 0
        told = f", {heads} head{'s' * (heads != 1)}" if heads else ""
        yield Found(f"Alembic: {number}{told}", home)
    if not homes:
        for environment in migrations.environments:
            if not is_test(environment.path):
                yield Found("Alembic: set up, no revision", environment.path)
    for library in (Library("aerich", "aerich", "Aerich"), Library("yoyo", "yoyo", "yoyo")):
        yield from found_library(library, imports, project.environment)


def _versions_above(directory: str) -> str:
    """The ``versions`` in or above *directory*: Alembic also looks below it where it is told to."""
    above, found, _ = f"{directory}/".rpartition("/versions/")
    return f"{above}/versions" if found else directory


def _authentication(project: Project, imports: Imports) -> Iterator[Found]:
    routes = project.application.routes
    schemes = collections.Counter(
        (scheme.scheme or "").rpartition(".")[2]
        for route in routes
        for scheme in {d.scheme: d for d in route.security}.values()
    )
    for name, number in sorted(schemes.items(), key=lambda item: (-item[1], item[0])):
        yield Found(f"{name} on {number} of {len(routes)} routes", "fastapi-arch routes")
    yield from _libraries(_AUTHENTICATION, imports, project.environment)
    if routes:
        access = collections.Counter(project.authentication.status(route) for route in routes)
        told = ", ".join(
            f"{access[status]} {words}"
            for status, words in (
                (Status.GUARDED, "guarded"),
                (Status.OPEN, "open to strangers"),
                (Status.UNKNOWN, "not known"),
            )
            if access[status]
        )
        yield Found(f"routes: {told}", "fastapi-arch routes")


def _databases(
    modules: Iterable[Module], imports: Imports, environment: Environment
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


def _size(project: Project, modules: list[Module]) -> Size:
    classes = [
        ClassSymbol(module, node)
        for module in modules
        for node in definitions(module)
        if isinstance(node, Class)
    ]
    methods = collections.Counter(
        method
        for route in project.application.routes
        for method in route.methods or ("WEBSOCKET" if route.kind == "websocket" else "?",)
    )
    routers = [call for module in modules for call in project.calls_of(module, *_ROUTERS)]
    return Size(
        lines=sum(module.lines for module in modules),
        modules=len(modules),
        routes=tuple(sorted(methods.items(), key=lambda item: (-item[1], item[0]))),
        routers=len(routers),
        models=sum(1 for cls in classes if project.models.is_pydantic(cls)),
        tables=sum(1 for cls in classes if project.models.table_kind(cls) is not None),
    )
