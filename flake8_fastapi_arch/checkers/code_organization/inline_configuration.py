'''Configuration that is read while a request is served, where it is needed.

A missing or misspelt variable then fails with the first request that needs it, not at start-up;
nobody can tell what the application has to be configured with; and a test has to change the
process' environment to change a setting. An address written into a handler cannot be configured at
all.

Bad:

```python title="app.py"
import os

from fastapi import FastAPI

app = FastAPI()


@app.get("/shipping")
def read_shipping(weight: int) -> int:
    """What delivery costs."""
    return weight * int(os.environ["SHIPPING_RATE"])  # FAA508
```

Good:

```python title="settings.py"
from functools import lru_cache
from typing import Annotated

from fastapi import Depends
from pydantic_settings import BaseSettings


class Settings(BaseSettings):
    shipping_rate: int = 20


@lru_cache
def get_settings() -> Settings:
    return Settings()


SettingsDependency = Annotated[Settings, Depends(get_settings)]
```

```python title="app.py"
from fastapi import FastAPI
from settings import SettingsDependency

app = FastAPI()


@app.get("/shipping")
def read_shipping(weight: int, settings: SettingsDependency) -> int:
    """What delivery costs."""
    return weight * settings.shipping_rate
```

It speaks of variables read by name, of settings objects that are built for each request, and of
addresses of machines of one's own (``localhost``, private networks, names without a dot, anything
with a password) that are called.

Silent about functions that requests do not run, about what is read once and kept (cached functions,
modules, first use, objects that are made), about functions whose whole purpose is to look settings
up and modules that consist of such, about variables that are only asked to be there, or of the
system and of libraries (``HOME``, ``HF_TOKEN``), about environments
passed on to other programs, where requests themselves write to the environment, and about public
addresses.
'''

from __future__ import annotations

import re
from collections.abc import Iterator

from flake8_fastapi_arch.checker import Impact, Match, Placed, Priority, at, checker
from flake8_fastapi_arch.context import Context
from flake8_fastapi_arch.facts.model import (
    Assign,
    Attribute,
    Call,
    Constant,
    Delete,
    Expression,
    Function,
    If,
    IfExp,
    JoinedStr,
    Name,
    Return,
    Subscript,
    While,
)
from flake8_fastapi_arch.facts.walk import dotted, own, statements
from flake8_fastapi_arch.kept import kept_for_each
from flake8_fastapi_arch.project.flow.calls import Site
from flake8_fastapi_arch.project.flow.uses import is_on_first_use, parents
from flake8_fastapi_arch.project.modules.roles import Role
from flake8_fastapi_arch.project.modules.symbols import ClassSymbol, FunctionSymbol
from flake8_fastapi_arch.project.project import Project

_READERS = frozenset({"os.getenv", "os.environ.get"})
_CACHES = frozenset({"functools.lru_cache", "functools.cache"})
_OWN_HOST = re.compile(
    r"\w+://(?:[^/@\s]*:[^/@\s]*@.*"
    r"|(?:localhost|[a-z][a-z0-9_-]*|127\.\d+\.\d+\.\d+|10\.\d+\.\d+\.\d+|192\.168\.\d+\.\d+)"
    r"(?::\d+)?(?:/.*)?)",
    re.IGNORECASE,
)
_OF_OTHERS = re.compile(
    r"(?:LOCAL)?APPDATA|HOME|HOMEPATH|USERPROFILE|USERNAME|USER|LOGNAME|PATH|PYTHONPATH|TMPDIR|TEMP"
    r"|TMP|HOSTNAME|COMPUTERNAME|SHELL|LANG|TERM|DISPLAY|EDITOR|VIRTUAL_ENV|CI|PROGRAMFILES"
    r"|(?:XDG|LC|HF|HUGGINGFACE|TRANSFORMERS|SENTENCE_TRANSFORMERS|CUDA|PYTEST|KUBERNETES|OTEL)_\w+"
    r"|PGVECTOR_CONNECTION_STRING|PROMETHEUS_MULTIPROC_DIR|prometheus_multiproc_dir"
    r"|AWS_(?:ENDPOINT_URL\w*|(?:DEFAULT_)?REGION|PROFILE|ACCESS_KEY_ID|SECRET_ACCESS_KEY|SESSION_TOKEN)"
)
"""Variables of the system and of libraries: no settings of the application."""
_SETTINGS = 3  # functions that read variables, at least, make a module of settings
_CALLING = frozenset({"network", "database", "queue", "mail"})


@checker(
    code="FAA508",
    subject=Function,
    pattern="missing-di",
    impact=Impact.MEDIUM,
    priority=Priority.P1,
    message="`{function}` has {what} while serving a request; {instead}",
    advice="Give `{function}` what is behind {what} through a settings object, which is read once "
    "and injected.",
)
def inline_configuration(function: Function, context: Context) -> Iterator[Match]:
    symbol, project = context.symbol(function), context.project
    if not project.effects.serves(symbol) or _is_cached(function, context):
        return
    if function.name == "__init__":  # configured where it is made; whether it should be is FAA507's
        return
    environment = list(_environment(function, context))
    if environment and (
        _only_looks_up(function, context)
        or _is_about_settings(context)
        or _is_written_to(project)
    ):
        environment = []
    for found in (environment, list(_addresses(function, context))):
        if not found or project.roles.of(context.module).role is Role.CONFIGURATION:
            continue
        # One finding a function: whoever moves one variable moves all of them.
        place, what, instead = found[0]
        others = len({name for _, name, _ in found}) - 1
        yield at(
            place,
            anchor=what,
            function=function.name,
            what=f"`{what}` and {others} more" if others else f"`{what}`",
            instead=instead,
        )


def _environment(function: Function, context: Context) -> Iterator[tuple[Placed, str, str]]:
    """Where *function* reads a variable by its name, or builds a settings object."""
    top = context.project.names.scope_of(context.module, function)
    provided = _returned(function)
    for site in context.project.effects.sites(context.symbol(function)):
        call = site.call
        if call.args and not _READERS.isdisjoint(context.project.effects.targets(site).libraries):
            key = _literal(call.args[0])
            if key is None or _OF_OTHERS.fullmatch(key) or _is_only_tested(call, function):
                continue
            found, instead = key, "read it once, into settings"
        elif _is_settings(site, context):
            found, instead = f"{dotted(call.func)}()", "build it once and inject it"
        else:
            continue
        # A function of its own may give one setting, or all of them.
        if not (any(call is value for value in provided) or is_on_first_use(call, function)):
            yield site, found, instead
    for node in own(function, Subscript):
        match node:
            case Subscript(
                value=Attribute(attr="environ") | Name() as value,
                index=Constant(value=str() as key),
            ) if "os.environ" in context.project.names.dotted(value, top):
                above = parents(function)
                parent = above[node]
                written = isinstance(parent, Assign) and node in parent.targets
                is_set = written or isinstance(parent, Delete)
                if is_set or _OF_OTHERS.fullmatch(key) or is_on_first_use(node, function):
                    continue
                if not any(node is value for value in provided):
                    yield _Place(node.line, 0), key, "read it once, into settings"


def _addresses(function: Function, context: Context) -> Iterator[tuple[Placed, str, str]]:
    """Where *function* calls a machine whose address it has written down."""
    for site, effects, _ in context.project.effects.leading(context.symbol(function)):
        if not any(effect.kind in _CALLING for effect in effects):
            continue
        for argument in site.call.passed:
            address = _literal(argument)
            if address is not None and _OWN_HOST.fullmatch(address):
                host = re.sub(r"//[^/@]*@", "//***@", address)
                yield site, host, "make its address a setting"


def _only_looks_up(function: Function, context: Context) -> bool:
    """Whether *function* is there to look settings up: no route, and it works with nothing else."""
    project, symbol = context.project, context.symbol(function)
    if project.application.routes_of(function):
        return False
    effects = project.effects
    return not (
        effects.leading(symbol) or any(site.is_awaited for site in effects.sites(symbol))
    )


def _is_about_settings(context: Context) -> bool:
    """Whether the module is the project's settings, as functions: most of them take nothing, and
    read a variable."""
    names, module = context.project.names, context.module
    functions = [node for node in module.body if isinstance(node, Function)]
    reading = [
        function
        for function in functions
        if not function.parameters
        for scope in (names.scope_of(module, function),)
        if any(not _READERS.isdisjoint(names.dotted(c.func, scope)) for c in own(function, Call))
    ]
    return len(reading) >= _SETTINGS and 2 * len(reading) > len(functions)


@kept_for_each
def _is_written_to(project: Project) -> bool:
    """Whether requests change the environment: then it is where the project keeps its state."""
    owners = {(scope.module, scope.owner) for _, scope in project.attributes_named("environ")}
    return any(
        isinstance(target, Subscript)
        and not isinstance(target.index, Constant)
        and dotted(target.value) == "os.environ"
        for module, owner in owners
        if isinstance(owner, Function) and project.effects.serves(FunctionSymbol(module, owner))
        for node in own(owner, Assign)
        for target in node.targets
    )


class _Place:
    def __init__(self, line: int, col: int) -> None:
        self.line = line
        self.col = col


def _is_settings(site: Site, context: Context) -> bool:
    """Whether *site* builds a settings object out of the environment alone."""
    if site.call.args or site.call.keywords:
        return False
    types = context.project.types
    return any(
        isinstance(value, ClassSymbol) and context.project.models.is_settings(value)
        for value in types.of(site.call.func, site.scope)
    )


def _is_only_tested(value: Expression, function: Function) -> bool:
    """Whether *function* only asks whether *value* is there."""
    parent = parents(function)[value]
    return isinstance(parent, (If, While, IfExp)) and parent.test is value


def _is_cached(function: Function, context: Context) -> bool:
    scope = context.project.names.scope_around(context.module, function)
    heads = (d.func if isinstance(d, Call) else d for d in function.decorators)
    return any(not _CACHES.isdisjoint(context.project.names.dotted(h, scope)) for h in heads)


def _returned(function: Function) -> list[Expression]:
    """What a function that does nothing else returns."""
    body = list(statements(function.body))
    if len(body) > 1:
        return []
    return [s.value for s in body if isinstance(s, Return) and s.value is not None]


def _literal(expression: Expression) -> str | None:
    """The text of a string written out; of an f-string, what comes before its first part."""
    match expression:
        case Constant(value=str() as text):
            return text
        case JoinedStr(parts=(Constant(value=str() as text), *rest)):
            return f"{text}…" if rest and "/" in text.partition("://")[2] else None
    return None
