"""Repairs of what becomes of exceptions."""

from __future__ import annotations

import re
from collections.abc import Iterator

from flake8_fastapi_arch.patches.edits import Edit, insert
from flake8_fastapi_arch.patches.finding import Finding
from flake8_fastapi_arch.patches.imports import imported
from flake8_fastapi_arch.patches.repair import repairs
from flake8_fastapi_arch.patches.source import Uncertain, start

_FASTAPIS = ("fastapi", "fastapi.exceptions")
_STARLETTES = "starlette.exceptions.HTTPException"


@repairs("FAA516")
def let_http_exceptions_pass(finding: Finding) -> Iterator[Edit]:
    """Put ``except HTTPException: raise`` before the clause."""
    clause, source = finding.node("except_clause"), finding.source
    function, _ = finding.function
    scope = finding.project.names.scope_of(finding.module, function)
    if finding.detail("raised").partition("(")[0] != "HTTPException":
        raise Uncertain("an exception of the project's own")
    if any(_raises_starlettes(module.path, finding) for module in finding.project.modules.values()):
        raise Uncertain("Starlette's exception is none of FastAPI's")
    name, added = imported("HTTPException", _FASTAPIS, scope, finding)
    offset = source.line_start(start(clause))
    if source.text[offset : start(clause)].strip():
        raise Uncertain("something else on the line")
    indent = source.indent(start(clause))
    while offset and re.match(rf"{indent}#", source.text[source.line_start(offset - 1) :]):
        offset = source.line_start(offset - 1)  # comments above speak of the clause
    yield insert(offset, f"{indent}except {name}:\n{indent}{source.unit}raise\n")
    yield from added


def _raises_starlettes(path: str, finding: Finding) -> bool:
    """Whether the module at *path* makes exceptions of Starlette's, which FastAPI's do not
    include."""
    module = finding.project.modules[path]
    return bool(finding.project.calls_of(module, _STARLETTES))
