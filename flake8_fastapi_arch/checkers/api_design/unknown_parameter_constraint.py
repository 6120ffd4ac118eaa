'''A limit that FastAPI does not know limits nothing.

``Query``, ``Path``, ``Body`` and the others took any keyword until FastAPI 0.154 and passed what
they did not know to the schema: ``lte=100`` reads like a limit, and a request for a million is
served. From 0.155 on the same line raises ``TypeError`` at import, so the app does not start after
the upgrade. Pydantic's ``Field`` warns, and limits nothing either.

Bad:

```python title="app.py"
from typing import Annotated

from fastapi import FastAPI
from pydantic import BaseModel, Field

app = FastAPI()


class Page(BaseModel):
    size: Annotated[int, Field(gte=1, lte=100)]  # FAA127


@app.put("/page")
def set_page(page: Page) -> int:
    """How many books are shown."""
    return page.size
```

Good:

```python title="app.py"
from typing import Annotated

from fastapi import FastAPI
from pydantic import BaseModel, Field

app = FastAPI()


class Page(BaseModel):
    size: Annotated[int, Field(ge=1, le=100)]


@app.put("/page")
def set_page(page: Page) -> int:
    """How many books are shown."""
    return page.size
```

``min_items`` and ``max_items`` are Pydantic 1's: under Pydantic 2 ``Query`` ignores them, ``Field``
keeps them. A keyword that does not look like a limit is named where FastAPI 0.155 may be installed.

Silent about ``json_schema_extra`` and all that some supported version knows, about keywords that
are not written out, and about Pydantic 1's limits where Pydantic 2 is not certain.
'''

from __future__ import annotations

from collections.abc import Iterator

from flake8_fastapi_arch.checker import Impact, Match, Priority, at, checker
from flake8_fastapi_arch.context import Context
from flake8_fastapi_arch.facts.model import Call, Module
from flake8_fastapi_arch.facts.text import text

_MARKERS = frozenset(
    f"{module}.{name}"
    for module in ("fastapi", "fastapi.params", "fastapi.param_functions")
    for name in ("Query", "Path", "Header", "Cookie", "Body", "Form", "File")
)
_FIELDS = frozenset({"pydantic.Field", "pydantic.fields.Field"})
_KNOWN = frozenset(
    {
        "alias", "alias_priority", "allow_inf_nan", "annotation", "convert_underscores",
        "decimal_places", "default", "default_factory", "deprecated", "description",
        "discriminator", "embed", "example", "examples", "fail_fast", "ge", "gt",
        "include_in_schema", "json_schema_extra", "le", "lt", "max_digits", "max_length",
        "media_type", "min_length", "multiple_of", "openapi_examples", "pattern", "regex",
        "serialization_alias", "strict", "title", "union_mode", "validate_default",
        "validation_alias",
    }
)  # fmt: skip
_MEANT = {
    "lte": "le", "gte": "ge", "minimum": "ge", "maximum": "le", "min_value": "ge",
    "max_value": "le", "exclusive_minimum": "gt", "exclusive_maximum": "lt",
    "min_len": "min_length", "max_len": "max_length", "minlength": "min_length",
    "maxlength": "max_length", "minLength": "min_length", "maxLength": "max_length",
    "regexp": "pattern",
}  # fmt: skip
_CHOICES = frozenset({"choices", "const", "enum"})
_OF_PYDANTIC_1 = {"min_items": "min_length", "max_items": "max_length"}


@checker(
    code="FAA127",
    subject=Module,
    impact=Impact.HIGH,
    priority=Priority.P0,
    message="`{marker}` has no `{keyword}`: it limits nothing, or raises at import; {repair}",
    advice="In `{marker}`, {repair}: `{keyword}` is ignored, and refused at import from FastAPI "
    "0.155 on.",
)
def unknown_parameter_constraint(module: Module, context: Context) -> Iterator[Match]:
    for call, scope in context.project.names.scopes(module).calls:
        unknown = [k.arg for k in call.keywords if k.arg is not None and k.arg not in _KNOWN]
        names = context.project.names.dotted(call.func, scope) if unknown else []
        for keyword in unknown:
            repair = _repair(keyword, names, context)
            if repair is not None:
                yield at(call, marker=_name(call), keyword=keyword, repair=repair)


def _repair(keyword: str, names: list[str], context: Context) -> str | None:
    """What to do about *keyword*; None where nothing is wrong with it."""
    if len(names) != 1:
        return None
    [name] = names
    if name in _FIELDS:
        return f"write `{_MEANT[keyword]}`" if keyword in _MEANT else None
    if name not in _MARKERS:
        return None
    path, environment = context.module.path, context.project.environment
    if keyword in _MEANT:
        return f"write `{_MEANT[keyword]}`"
    if keyword in _OF_PYDANTIC_1:
        is_2 = environment.certainly("pydantic", ">=2", path) or environment.certainly(
            "fastapi", ">=0.126", path
        )
        return f"write `{_OF_PYDANTIC_1[keyword]}`" if is_2 else None
    if environment.possibly("fastapi", ">=0.155", path):
        return "annotate a `Literal`" if keyword in _CHOICES else "remove it"
    return None


def _name(call: Call) -> str:
    return text(call.func).rpartition(".")[2]
