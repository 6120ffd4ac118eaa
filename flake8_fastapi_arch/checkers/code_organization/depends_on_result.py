'''A dependency that is a result: FastAPI needs something to call.

``Depends(get_settings())`` calls the function once, at import, and hands over what it returned.
FastAPI cannot call that: the route decorator raises, with a message about signatures, not about the
parentheses. Where the function returns ``None`` nothing is said at all, and the parameter's
annotation becomes the dependency.

Bad:

```python title="app.py"
from fastapi import Depends, FastAPI


class Settings:
    currency = "EUR"


def get_settings() -> Settings:
    return Settings()


app = FastAPI()


@app.get("/currency")
def read_currency(settings: Settings = Depends(get_settings())) -> str:  # FAA511
    """The currency of all prices."""
    return settings.currency
```

Good:

```python title="app.py"
from fastapi import Depends, FastAPI


class Settings:
    currency = "EUR"


def get_settings() -> Settings:
    return Settings()


app = FastAPI()


@app.get("/currency")
def read_currency(settings: Settings = Depends(get_settings)) -> str:
    """The currency of all prices."""
    return settings.currency
```

Silent about factories that return a function or a callable object, functions under decorators that
are not known, and whatever the sources do not tell.
'''

from __future__ import annotations

from collections.abc import Iterator

from flake8_fastapi_arch.checker import Impact, Match, Priority, checker
from flake8_fastapi_arch.context import Context
from flake8_fastapi_arch.facts.model import (
    Call,
    Expression,
    Function,
    Module,
    Return,
)
from flake8_fastapi_arch.facts.text import text
from flake8_fastapi_arch.facts.walk import own, own_nodes
from flake8_fastapi_arch.project.inference.types import Awaitable, Instance, Value
from flake8_fastapi_arch.project.modules.scopes import Scope
from flake8_fastapi_arch.project.modules.symbols import ClassSymbol, FunctionSymbol, LibrarySymbol
from flake8_fastapi_arch.project.startup.fastapi_model import DEPENDS, SECURITY

_CACHES = frozenset({"functools.lru_cache", "functools.cache"})
_CONTEXT_MANAGERS = frozenset({"contextlib.contextmanager", "contextlib.asynccontextmanager"})
# Library classes of which neither they nor what derives from them can be called.
_NOT_CALLABLE = frozenset(
    {
        "builtins.str", "builtins.int", "builtins.float", "builtins.bool", "builtins.bytes",
        "builtins.dict", "builtins.list", "builtins.tuple", "builtins.set", "builtins.object",
        "abc.ABC", "typing.Generic", "typing.Protocol", "enum.Enum", "enum.StrEnum", "enum.IntEnum",
        "pydantic.BaseModel", "pydantic_settings.BaseSettings", "sqlmodel.SQLModel",
        "sqlalchemy.orm.Session", "sqlalchemy.ext.asyncio.AsyncSession", "sqlmodel.Session",
        "contextlib.AbstractContextManager",
    }
)  # fmt: skip


@checker(
    code="FAA511",
    subject=Module,
    pattern="missing-di",
    impact=Impact.HIGH,
    priority=Priority.P0,
    message="`{depends}({given})` gets {what}, not a callable; pass what makes it",
    advice="Give `{depends}` the function itself, for FastAPI to call in each request; `{given}` "
    "is {what}.",
)
def depends_on_result(module: Module, context: Context) -> Iterator[Match]:
    for call, scope in context.project.calls_of(module, *DEPENDS, *SECURITY):
        given = call.args[0] if call.args else call.keyword("dependency")
        if given is None:
            continue
        what = _what(given, _scope_of_signature(call, scope), context)
        if what:
            details = {"depends": text(call.func), "given": text(given), "what": what}
            yield Match(call.line, call.col, details)


def _scope_of_signature(call: Call, scope: Scope) -> Scope:
    """Where the names in *call* are looked up: around the function whose signature it is in."""
    owner = scope.owner
    if not isinstance(owner, Function) or scope.parent is None:
        return scope
    in_body = any(node is call for node in own_nodes(owner))
    return scope if in_body else scope.parent


def _what(given: Expression, scope: Scope, context: Context) -> str | None:
    """What *given* is, where it cannot be called."""
    if not isinstance(given, Call):
        return _object(given, scope, context)
    symbols = context.project.names.symbols(given.func, scope)
    if len(symbols) == 1 and isinstance(symbols[0], FunctionSymbol):
        return _result(symbols[0], context)
    return _object(given, scope, context)


def _result(symbol: FunctionSymbol, context: Context) -> str | None:
    """What a call of *symbol* gives, where that cannot be called."""
    function = symbol.node
    if not isinstance(function, Function):
        return None
    around = context.project.names.scope_around(symbol.module, function)
    decorators = {name for d in function.decorators for name in _decorator(d, around, context)}
    if decorators & _CONTEXT_MANAGERS:
        return "a context manager"
    if decorators - _CACHES:
        return None
    if function.is_generator:
        return "a generator"
    if function.is_async:
        return "a coroutine"
    returned = [n.value for n in own(function, Return) if n.value]
    inside = context.project.names.scope_of(symbol.module, function)
    if not returned:
        return "None" if len(function.body) > function.has_docstring else None
    found = [_object(value, inside, context) for value in returned]
    return found[0] if all(found) else None


def _decorator(decorator: Expression, scope: Scope, context: Context) -> list[str]:
    func = decorator.func if isinstance(decorator, Call) else decorator
    return context.project.names.dotted(func, scope) or ["?"]


def _object(expression: Expression, scope: Scope, context: Context) -> str | None:
    """What *expression* is, where nothing that it may be can be called."""
    values = context.project.types.of(expression, scope)
    if values and all(_is_not_callable(value, context) for value in values):
        return " or ".join(sorted(map(_described, values)))
    return None


def _is_not_callable(value: Value, context: Context) -> bool:
    match value:
        case Awaitable():
            return True
        case Instance(type=LibrarySymbol(dotted=dotted)):
            return dotted in _NOT_CALLABLE
        case Instance(type=ClassSymbol() as cls):
            types = context.project.types
            return types.member(cls, "__call__") is None and all(
                base.dotted in _NOT_CALLABLE
                if isinstance(base, LibrarySymbol)
                else _knows_bases(base, context)
                for base in types.mro(cls)
            )
    return False


def _knows_bases(cls: ClassSymbol, context: Context) -> bool:
    scope = context.project.names.scope_around(cls.module, cls.node)
    return all(context.project.types.of(base, scope) for base in cls.node.bases) and not (
        cls.node.keywords
    )


def _described(value: Value) -> str:
    match value:
        case Awaitable():
            return "a coroutine"
        case Instance(type=LibrarySymbol(dotted=dotted)):
            return f"a `{dotted.rpartition('.')[2]}`"
        case Instance(type=ClassSymbol() as cls):
            return f"a `{cls.name}`"
    return "an object"
