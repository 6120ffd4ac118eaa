'''A dependency that is an annotation: every request is refused.

``SettingsDep = Annotated[Settings, Depends(get_settings)]`` is a type to annotate a parameter with.
It can be called, too, with anything, and so ``Depends(SettingsDep)`` raises nothing: FastAPI takes
its signature, ``*args`` and ``**kwargs``, for two query parameters that clients have to send. Who
does not is answered with 422, and the dependency never runs, also where it was a guard.

Bad:

```python title="app.py"
from typing import Annotated

from fastapi import Depends, FastAPI


class Settings:
    currency = "EUR"


def get_settings() -> Settings:
    return Settings()


SettingsDep = Annotated[Settings, Depends(get_settings)]
app = FastAPI()


@app.get("/currency")
def read_currency(settings: Settings = Depends(SettingsDep)) -> str:  # FAA527
    """The currency of all prices."""
    return settings.currency
```

Good:

```python title="app.py"
from typing import Annotated

from fastapi import Depends, FastAPI


class Settings:
    currency = "EUR"


def get_settings() -> Settings:
    return Settings()


SettingsDep = Annotated[Settings, Depends(get_settings)]
app = FastAPI()


@app.get("/currency")
def read_currency(settings: SettingsDep) -> str:
    """The currency of all prices."""
    return settings.currency
```

Silent about names that are bound to something else as well, and in tests.
'''

from __future__ import annotations

from collections.abc import Iterator

from flake8_fastapi_arch.checker import Impact, Match, Priority, at, checker
from flake8_fastapi_arch.context import Context
from flake8_fastapi_arch.facts.model import Expression, Module, Subscript
from flake8_fastapi_arch.facts.text import text
from flake8_fastapi_arch.project.modules.files import is_test
from flake8_fastapi_arch.project.modules.scopes import Scope
from flake8_fastapi_arch.project.startup.fastapi_model import DEPENDS, SECURITY

_ANNOTATED = frozenset({"typing.Annotated", "typing_extensions.Annotated"})


@checker(
    code="FAA527",
    subject=Module,
    pattern="missing-di",
    impact=Impact.HIGH,
    priority=Priority.P0,
    message="`{depends}({given})` asks clients for `args` and `kwargs`; annotate with `{given}`",
    advice="Annotate the parameter with `{given}` itself, which says its dependency: "
    "`{depends}` of it never runs that.",
)
def depends_on_annotation(module: Module, context: Context) -> Iterator[Match]:
    if is_test(module.path):
        return
    for call, scope in context.project.calls_of(module, *DEPENDS, *SECURITY):
        given = call.args[0] if call.args else call.keyword("dependency")
        if given is not None and _is_annotation(given, scope, context):
            yield at(call, depends=text(call.func), given=text(given))


def _is_annotation(given: Expression, scope: Scope, context: Context) -> bool:
    """Whether *given* is ``Annotated[...]``, or a name for nothing else."""
    names = context.project.names
    if isinstance(given, Subscript):
        return not _ANNOTATED.isdisjoint(names.dotted(given.value, scope))
    found = names.variable(given, scope)
    return found is not None and all(
        isinstance(binding.value, Subscript)
        and not _ANNOTATED.isdisjoint(names.dotted(binding.value.value, found[0]))
        for binding in found[1]
    )
