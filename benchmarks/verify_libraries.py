"""Compares the tables of libraries with the libraries that are installed; prints what is not so.

    python benchmarks/verify_libraries.py [TABLE ...]

Run it with the interpreter of an environment that holds the libraries; those that are not there are
named and passed over. TABLE is a file name without ``.toml`` (``sqlalchemy``); all without any.
The tables' own ``checked`` says against which versions they were last compared.
"""

from __future__ import annotations

import importlib
import inspect
import sys
import threading
import warnings
from collections.abc import Iterator
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parent.parent
TABLES = REPOSITORY / "flake8_fastapi_arch" / "libraries"
sys.path.insert(0, str(REPOSITORY))

from flake8_fastapi_arch.project.libraries import (  # noqa: E402
    Libraries,
    Offload,
    Sink,
    Table,
    read_table,
)

MADE_AT_RUN_TIME = frozenset(
    {
        "anthropic._resource.AsyncAPIResource",
        "anthropic._resource.SyncAPIResource",
        "boto3.resources.base.ServiceResource",
        "boto3.resources.collection.ResourceCollection",
        "botocore.errorfactory.BaseClientExceptions",
        "django.db.models.base.Model",
        "groq._resource.AsyncAPIResource",
        "groq._resource.SyncAPIResource",
        "openai._resource.AsyncAPIResource",
        "openai._resource.SyncAPIResource",
        "stripe._api_resource.APIResource",
        "twilio.base.list_resource.ListResource",
    }
)
"""Classes whose members only their instances or their makers know."""

PROXIES = frozenset(
    {
        "sqlalchemy.orm.scoped_session",
        "sqlalchemy.ext.asyncio.async_scoped_session",
        "anthropic.AnthropicBedrock",
        "anthropic.AnthropicVertex",
        "anthropic.AsyncAnthropicBedrock",
        "anthropic.AsyncAnthropicVertex",
        "google.cloud.firestore.CollectionReference",
        "google.cloud.firestore.AsyncCollectionReference",
        "redis.RedisCluster",
        "redis.asyncio.RedisCluster",
    }
)
"""Classes that are like their base without deriving from it."""


OTHER_VERSIONS = frozenset(
    {
        "langchain_community.chat_models.AzureChatOpenAI",
        "langchain_community.chat_models.ChatOllama",
        "langchain_community.chat_models.ChatOpenAI",
        "langchain_community.vectorstores.Milvus",
        "langchain_community.vectorstores.Pinecone",
        "langchain_community.vectorstores.Qdrant",
        "langchain_community.vectorstores.Weaviate",
        "mcp.server.lowlevel.Server.call_tool",
        "mcp.server.lowlevel.Server.completion",
        "mcp.server.lowlevel.Server.get_prompt",
        "mcp.server.lowlevel.Server.list_prompts",
        "mcp.server.lowlevel.Server.list_resources",
        "mcp.server.lowlevel.Server.list_tools",
        "mcp.server.lowlevel.Server.read_resource",
    }
)
"""Names of earlier versions that are still in use."""


class Absent(Exception):
    """The library, or the optional part of it, is not installed."""


def main(names: list[str]) -> int:
    warnings.simplefilter("ignore")
    found = 0
    paths = [TABLES / f"{name}.toml" for name in names] or sorted(TABLES.glob("*.toml"))
    for path in paths:
        absent: set[str] = set()
        for line in contradictions(path, absent):
            print(f"{path.stem}: {line}")
            found += 1
        if absent:
            print(f"{path.stem}: not installed: {', '.join(sorted(absent))}")
    print(f"{found} contradictions in {len(paths)} tables")
    return 1 if found else 0


def contradictions(path: Path, absent: set[str]) -> Iterator[str]:
    """What the table at *path* says and the installed library does not bear out.

    A line that ends in "does not exist" may only mean another version of the library. The modules
    that cannot be imported are added to *absent*.
    """
    table, problems = read_table(path)
    libraries = Libraries.load()
    for problem in problems:
        yield f"{problem.key}: {problem.reason}"
    for check in (_existence, _types, _errors, _bases, _coroutines, _parameters):
        for name, line in check(table, libraries):
            try:
                if line is None:
                    real(name)
                else:
                    yield f"{name} {line}"
            except Absent as module:
                absent.add(str(module))
            except AttributeError:
                if name not in OTHER_VERSIONS:
                    yield f"{name} does not exist"


def real(dotted: str) -> object:
    """The object that *dotted* names; members of classes as they are stored.

    Raises Absent where its module cannot be imported, AttributeError where it is not there.
    """
    parts = dotted.split(".")
    value: object = _module(parts[0])
    for position, part in enumerate(parts[1:], start=1):
        if value in (threading.Lock, threading.RLock):
            value = type(value())  # functions before Python 3.13
        if inspect.isclass(value):
            value = _member(value, part)
        else:
            if not hasattr(value, part) and inspect.ismodule(value):
                _module(".".join(parts[: position + 1]), optional=True)
            value = getattr(value, part)
            if inspect.ismodule(value):  # git.util is another module as an attribute
                value = sys.modules.get(".".join(parts[: position + 1]), value)
    return value


def _module(name: str, *, optional: bool = False) -> object:
    try:
        return importlib.import_module(name)
    except ModuleNotFoundError as error:
        if optional and error.name == name:
            return None  # no module: an attribute, or nothing
        raise Absent(error.name or name) from error
    except ImportError as error:
        raise Absent(name) from error


def _member(owner: type, name: str) -> object:
    try:
        return inspect.getattr_static(owner, name)
    except AttributeError:
        annotated = any(name in vars(base).get("__annotations__", ()) for base in owner.__mro__)
        where = f"{owner.__module__}.{owner.__qualname__}"
        if annotated or hasattr(owner, "__getattr__") or where in MADE_AT_RUN_TIME:
            return None
        if f"self.{name} = " in _source(owner) or f"self.{name}: " in _source(owner):
            return None
        raise


def _source(owner: type) -> str:
    """The text of the constructors, which is where instances get their attributes."""
    texts = []
    for base in owner.__mro__[:-1]:
        try:
            texts.append(inspect.getsource(vars(base)["__init__"]))
        except (KeyError, OSError, TypeError):
            continue
    return "\n".join(texts)


Line = tuple[str, "str | None"]  # a name, and what is wrong; None: whether it exists is all


def _existence(table: Table, libraries: Libraries) -> Iterator[Line]:
    for section, entries in table.entries():
        if section == "aliases":
            continue  # old names need not be in the installed version
        for name in entries:
            yield name.removesuffix(".*"), None


def _types(table: Table, libraries: Libraries) -> Iterator[Line]:
    """Every type that is named is a class, and a class the tables know, so that it leads on."""
    for entries in (table.returns, table.attributes, table.items, table.elements, table.entered):
        for name in set(entries.values()) - {"self"}:
            canonical = libraries.canonical(name)
            yield canonical, None
            if not libraries.is_class(canonical):
                yield name, "is named as a type, but not in [classes]"
    for name in table.classes:
        if name in ("threading.Lock", "threading.RLock") or not _existing(name):
            continue
        if not inspect.isclass(real(name)):
            yield name, "is not a class"


def _errors(table: Table, libraries: Libraries) -> Iterator[Line]:
    """Every exception that is named is one."""
    for name in {raises.error for raises in table.raises.values()}:
        yield name, None
        error = real(name) if _existing(name) else Exception
        if not (inspect.isclass(error) and issubclass(error, Exception)):
            yield name, "is named as an exception, but is none"


def _bases(table: Table, libraries: Libraries) -> Iterator[Line]:
    for name, bases in table.classes.items():
        for base in bases:
            yield base, None
            if name in PROXIES or not (_existing(name) and _existing(base)):
                continue
            derived, above = real(name), real(base)
            if not (inspect.isclass(derived) and inspect.isclass(above)):
                continue
            if not issubclass(derived, above):
                yield name, f"does not derive from {base}"


def _coroutines(table: Table, libraries: Libraries) -> Iterator[Line]:
    for name, holds in table.coroutines.items():
        if not holds or name.endswith(".*") or not _existing(name):
            continue
        if not _is_async(real(name)) and real(name) is not None:
            yield name, "is not a coroutine function"
    for name in [*table.effects, *table.returns]:
        for member in _written_out(name):
            if _is_async(real(member)) and not libraries.is_awaitable(member):
                yield member, "is a coroutine function that [calls] does not name"


def _written_out(name: str) -> Iterator[str]:
    """*name* itself, or the public members that its wildcard means; those that exist."""
    owner = name.removesuffix(".*")
    if not _existing(owner):
        return
    if owner == name:
        yield name
        return
    for member in dir(real(owner)):
        if not member.startswith("_") and _existing(f"{owner}.{member}"):
            yield f"{owner}.{member}"


def _parameters(table: Table, libraries: Libraries) -> Iterator[Line]:
    for name, timeout in table.timeouts.items():
        names = _parameter_names(name)
        if names is not None and timeout.keyword not in names:
            yield name, f"has no parameter {timeout.keyword}"
    arguments: list[tuple[str, Offload | Sink]] = [*table.offload.items(), *table.sinks.items()]
    for name, taken in arguments:
        names = _parameter_names(name)
        if names is None or taken.keyword is None:
            continue
        if taken.keyword not in names:
            yield name, f"has no parameter {taken.keyword}"
        elif taken.position not in (None, names.index(taken.keyword)):
            yield name, f"has {taken.keyword} at {names.index(taken.keyword)}"


def _parameter_names(name: str) -> list[str] | None:
    """Without ``self``; None where they cannot be seen or any keyword is taken."""
    if not _existing(name):
        return None
    value = real(name)
    function = value.__func__ if isinstance(value, (classmethod, staticmethod)) else value
    try:
        parameters = inspect.signature(function).parameters  # type: ignore[arg-type]
    except (TypeError, ValueError):
        return None
    if any(p.kind is inspect.Parameter.VAR_KEYWORD for p in parameters.values()):
        return None
    return [each for each in parameters if each not in ("self", "cls")]


def _is_async(value: object) -> bool:
    if isinstance(value, (classmethod, staticmethod)):
        value = value.__func__
    function = inspect.unwrap(value) if callable(value) else value
    if inspect.iscoroutinefunction(value) or inspect.iscoroutinefunction(function):
        return True
    result = str(getattr(function, "__annotations__", {}).get("return", ""))
    return result.startswith(("Awaitable[", "Coroutine[", "typing.Awaitable", "typing.Coroutine"))


def _existing(name: str) -> bool:
    try:
        real(name)
    except (Absent, AttributeError):
        return False
    return True


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
