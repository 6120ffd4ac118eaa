'''A dependency that only makes another one: what it makes never runs.

``require_role("admin")`` gives a function that FastAPI shall call for each request. Without the
parentheses, ``Depends(require_role)``, FastAPI calls the factory itself, takes its parameters from
the request, and hands over the function that it returns. Nobody calls that: who was to be kept out
gets in.

Bad:

```python title="app.py"
from collections.abc import Callable

from fastapi import Depends, FastAPI, HTTPException
from fastapi.security import HTTPBasic, HTTPBasicCredentials

app = FastAPI()


def require_role(role: str = "reader") -> Callable[[HTTPBasicCredentials], None]:
    def check(credentials: HTTPBasicCredentials = Depends(HTTPBasic())) -> None:
        if credentials.username != role:
            raise HTTPException(403)

    return check


@app.get("/books", dependencies=[Depends(require_role)])  # FAA528
def read_books() -> list[str]:
    """The titles of all books."""
    return ["Emma"]
```

Good:

```python title="app.py"
from collections.abc import Callable

from fastapi import Depends, FastAPI, HTTPException
from fastapi.security import HTTPBasic, HTTPBasicCredentials

app = FastAPI()


def require_role(role: str = "reader") -> Callable[[HTTPBasicCredentials], None]:
    def check(credentials: HTTPBasicCredentials = Depends(HTTPBasic())) -> None:
        if credentials.username != role:
            raise HTTPException(403)

    return check


@app.get("/books", dependencies=[Depends(require_role())])
def read_books() -> list[str]:
    """The titles of all books."""
    return ["Emma"]
```

Silent where what is returned asks for no dependency and no request of its own, as a function that
the handler calls, and about decorated factories.
'''

from __future__ import annotations

from collections.abc import Iterator

from flake8_fastapi_arch.checker import Impact, Match, Priority, at, checker
from flake8_fastapi_arch.context import Context
from flake8_fastapi_arch.facts.model import Function, Module, Return
from flake8_fastapi_arch.facts.text import text
from flake8_fastapi_arch.facts.walk import own
from flake8_fastapi_arch.project.modules.files import is_test
from flake8_fastapi_arch.project.modules.symbols import FunctionSymbol
from flake8_fastapi_arch.project.startup.fastapi_model import DEPENDS, SECURITY

_REQUESTS = ("starlette.requests.HTTPConnection", "fastapi.Request", "starlette.requests.Request")


@checker(
    code="FAA528",
    subject=Module,
    pattern="missing-di",
    impact=Impact.HIGH,
    priority=Priority.P0,
    message="`{depends}({given})` runs the factory alone, never its `{made}`; call `{given}`",
    advice="Call `{given}` in `{depends}`: `{made}`, which it returns, is what shall run for each "
    "request.",
)
def depends_on_factory(module: Module, context: Context) -> Iterator[Match]:
    if is_test(module.path):
        return
    for call, scope in context.project.calls_of(module, *DEPENDS, *SECURITY):
        given = call.args[0] if call.args else call.keyword("dependency")
        symbols = context.project.names.symbols(given, scope) if given is not None else []
        if given is not None and len(symbols) == 1 and isinstance(symbols[0], FunctionSymbol):
            made = _made(symbols[0], context)
            if made is not None:
                yield at(call, depends=text(call.func), given=text(given), made=made.name)


def _made(factory: FunctionSymbol, context: Context) -> Function | None:
    """The dependency that *factory* defines, and returns whatever happens."""
    node = factory.node
    if not isinstance(node, Function) or node.is_generator or node.is_async or node.decorators:
        return None
    scope = context.project.names.scope_of(factory.module, node)
    types = context.project.types
    returned = {
        types.of(statement.value, scope) if statement.value is not None else frozenset()
        for statement in own(node, Return)
    }
    if len(returned) != 1 or len(values := returned.pop()) != 1:
        return None
    (made,) = values
    if not isinstance(made, FunctionSymbol) or not isinstance(made.node, Function):
        return None
    if not made.node.qualname.startswith(f"{node.qualname}.<locals>."):
        return None
    return made.node if _is_for_fastapi(made, context) else None


def _is_for_fastapi(function: FunctionSymbol, context: Context) -> bool:
    """Whether *function* takes what FastAPI alone passes: a dependency, or the request."""
    scope = context.project.names.scope_of(function.module, function.node)
    types = context.project.types
    return any(
        types.dependency(parameter, scope) is not None
        or any(types.is_a(value, *_REQUESTS) for value in types.of_parameter(parameter, scope))
        for parameter in function.node.parameters
    )
