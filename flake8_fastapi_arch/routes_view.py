"""The route inventory as records, and as a table, JSON, Markdown or a Mermaid chart."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from flake8_fastapi_arch.project.data.query_counts import QueryCounts
from flake8_fastapi_arch.project.routes.application import Application, Dependency, Route
from flake8_fastapi_arch.project.security.authentication import Authentication
from flake8_fastapi_arch.project.testing.test_requests import TestRequests
from flake8_fastapi_arch.writing import markdown
from flake8_fastapi_arch.writing.labels import label
from flake8_fastapi_arch.writing.words import visible

Record = dict[str, Any]


def to_records(
    application: Application,
    authentication: Authentication | None = None,
    counts: QueryCounts | None = None,
    requests: TestRequests | None = None,
) -> list[Record]:
    """One record a route and method, in the order in which the app matches them.

    With *authentication*, ``access`` says whether strangers get in (guarded, open, unknown) and
    ``guards`` what keeps them out; with *counts*, ``queries`` says how many a request sends; with
    *requests*, ``tests`` names those that may request the route, as pytest does.
    """
    return [
        record
        for route in application.routes
        for record in records_of(route, authentication, counts, requests)
    ]


def records_of(
    route: Route,
    authentication: Authentication | None = None,
    counts: QueryCounts | None = None,
    requests: TestRequests | None = None,
) -> Iterator[Record]:
    """The records of *route*: one for each of its methods, one for a websocket."""
    guards = authentication.guards(route) if authentication else ()
    access = authentication.status(route).value if authentication else None
    queries = counts.of(route).text if counts else None
    handler = route.handler
    place = (handler.module.path, handler.node.line) if handler else (None, None)
    unresolved = [*route.unresolved, *route.closure.unresolved]
    for method in route.methods or ("WEBSOCKET" if route.kind == "websocket" else None,):
        yield {
            "kind": "route",
            "app": route.app,
            "method": method,
            "path": route.path,
            "name": route.name,
            "handler": route.endpoint,
            "file": place[0],
            "line": place[1],
            "is_async": route.is_async,
            "dependencies": list(dict.fromkeys(d.name for d in route.closure.flat())),
            "security": list(dict.fromkeys(scheme_name(d) for d in route.security)),
            "access": access,
            "guards": list(dict.fromkeys(guard.name for guard in guards)),
            "response_model": route.response_model,
            "status_code": route.status_code,
            "queries": queries,
            "tests": requests.labels(route, method) if requests else None,
            "tags": list(route.tags),
            "include_in_schema": route.include_in_schema,
            "deprecated": route.deprecated,
            "conditional": route.conditional,
            "complete": route.complete,
            "unresolved": unresolved,
        }


def records_of_others(application: Application) -> list[Record]:
    """One record for each mount, route of Starlette and frontend, which FastAPI only hands on to.

    They have the keys of a route's record; what is not theirs to have is empty.
    """
    return [
        {
            "kind": other.kind,
            "app": other.app,
            "method": method,
            "path": other.path,
            "name": None,
            "handler": other.what,
            "file": other.place.path or None,
            "line": other.place.line,
            "is_async": None,
            "dependencies": [],
            "security": [],
            "access": None,
            "guards": [],
            "response_model": None,
            "status_code": None,
            "queries": None,
            "tests": None,
            "tags": [],
            "include_in_schema": False,
            "deprecated": False,
            "conditional": bool(other.conditions),
            "complete": "…" not in other.path,
            "unresolved": [],
        }
        for other in application.others
        for method in other.methods or ("ANY" if other.kind == "mount" else "WEBSOCKET",)
    ]


def scheme_name(dependency: Dependency) -> str:
    """The class of a security scheme, as ``module:qualname``."""
    return dependency.name.removesuffix("()")


# ───────────────────────────── renderers

_COLUMNS = ("Method", "Path", "Handler", "Guards", "Response", "Status", "Queries", "Tests")


def to_json(records: Iterable[Record]) -> str:
    """*records* as a JSON list."""
    return json.dumps(list(records), indent=2, ensure_ascii=False)


def to_plain(records: Sequence[Record]) -> str:
    """*records* as lines of columns, for a pipe."""
    rows = [_COLUMNS, *(_row(record) for record in records)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(_COLUMNS))]
    lines = ("  ".join(cell.ljust(width) for cell, width in zip(row, widths)) for row in rows)
    return "\n".join(line.rstrip() for line in lines)


def print_table(records: Iterable[Record], console: Console) -> None:
    """Print *records* as a table on *console*, a terminal."""
    table = Table(box=None, header_style="bold", pad_edge=False)
    for name in _COLUMNS:
        table.add_column(name, overflow="fold")
    for record in records:
        row = _row(record)
        style = None if record["complete"] else "yellow"
        table.add_row(*map(Text, row), style=style)  # as text: [red] is no colour
    console.print(table)


def to_markdown(records: Iterable[Record]) -> str:
    """*records* as a Markdown table."""
    rows = ([*map(markdown.text, _row(record))] for record in records)
    return "\n".join(markdown.table(_COLUMNS, rows))


def to_mermaid(records: Iterable[Record]) -> str:
    """*records* as a Mermaid flow chart: apps, the routes they serve, the files that answer."""
    lines = ["flowchart LR"]
    names: dict[tuple[str, str], str] = {}

    def node(kind: str, words: str) -> str:
        key = (kind, words)
        if key not in names:
            names[key] = f"{kind}{len(names)}"
            lines.append(f'    {names[key]}["{label(words)}"]')
        return names[key]

    edges: dict[str, None] = {}
    for record in records:
        app = node("app", record["app"])
        route = node("route", f"{record['method']} {record['path']}")
        file = node("file", record["file"] or "outside the project")
        edges[f"    {app} --> {route}"] = None
        edges[f"    {route} --> {file}"] = None
    return "\n".join([*lines, *edges])


def _row(record: Record) -> tuple[str, ...]:
    return tuple(map(visible, _cells(record)))


def _cells(record: Record) -> tuple[str, ...]:
    where = f"{record['file']}:{record['line']}" if record["file"] else (record["handler"] or "?")
    guards = ", ".join(record["guards"])
    if record["access"] == "unknown":
        guards = f"{guards} ?".strip()
    return (
        record["method"] or "?",
        record["path"],
        where,
        guards,
        record["response_model"] or "",
        str(record["status_code"] or ""),
        record["queries"] or ("?" if record["kind"] == "route" else record["kind"]),
        "?" if record["tests"] is None else str(len(record["tests"])),
    )
