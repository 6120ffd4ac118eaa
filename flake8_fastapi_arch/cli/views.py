"""``fastapi-arch routes`` and ``fastapi-arch graph``."""

from __future__ import annotations

import argparse
import dataclasses
import json
import os
import pathlib
import sys
from collections.abc import Sequence
from typing import Any

from flake8_fastapi_arch.cli.printing import CLEAN, FINDINGS, complain, configured, misuse, show

_ROUTES_EXIT_CODES = """\
exit codes:
  0  done
  1  with --against: a guard was lost
  2  the command line, the configuration or the revision is wrong
"""


def routes(argv: Sequence[str]) -> int:
    """List the routes, or what changed of them since a revision."""
    parser = _routes_parser()
    parsed, others = parser.parse_known_args(argv)
    directory = pathlib.Path(parsed.path)
    if not directory.is_dir():
        parser.error(f"there is no directory {parsed.path!r}")

    from flake8_fastapi_arch import flake8_run, routes_view, surface

    settings = configured(parser, others)

    def inventory(directory: pathlib.Path) -> list[routes_view.Record]:
        root = _import_root(directory)
        project = flake8_run.project_at(settings, root)
        for gap in project.application.unresolved:
            complain(f"{gap.path}:{gap.line}: routes are missing: {gap.reason}")
        records = routes_view.to_records(
            project.application,
            project.authentication,
            project.query_counts,
            project.test_requests,
        )
        records += routes_view.records_of_others(project.application)
        for record in records:
            if record["file"]:
                record["file"] = os.path.relpath(root / record["file"], directory)
        return [record for record in records if _is_wanted(record, parsed)]

    now = inventory(directory.resolve())
    if parsed.against is None:
        _show_routes(now, parsed.format)
        return CLEAN
    try:
        with surface.checked_out(directory, parsed.against) as before:
            changes = surface.compare(inventory(before), now)
    except surface.NoRevision as error:
        return misuse("routes", error)
    if parsed.format == "json":
        show(json.dumps([dataclasses.asdict(change) for change in changes], indent=2) + "\n")
    else:
        mark = "- " if parsed.format == "markdown" else ""
        show("".join(f"{mark}{change.text}\n" for change in changes))
    return FINDINGS if any(c.kind == surface.GUARD_LOST for c in changes) else CLEAN


def _routes_parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="fastapi-arch routes",
        description="List the routes that the application serves, as FastAPI would match them: "
        "with all prefixes, and with what guards them\nfrom wherever it is inherited. "
        "A guard followed by `?` says that something on the way could not be resolved.",
        epilog=f"{_ROUTES_EXIT_CODES}\nflake8's --config, --append-config and --isolated, and our "
        "--fastapi-arch-... options count, too.",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    add = parser.add_argument
    add("path", nargs="?", default=".", metavar="PATH", help="directory to read (default: .)")
    formats = ["table", "json", "markdown", "mermaid"]
    add("--format", choices=formats, default="table", help="(default: %(default)s)")
    add("--unguarded", action="store_true", help="only routes that strangers surely get into")
    add("--method", metavar="METHOD", help="only routes of this method")
    add("--path", dest="glob", metavar="GLOB", help="only paths that match: '/users/*'")
    add("--tag", metavar="TAG", help="only routes with this tag")
    add(
        "--against",
        metavar="REV",
        help="instead, what changed since git revision REV: routes, guards, status, models",
    )
    return parser


def _is_wanted(record: dict[str, Any], parsed: argparse.Namespace) -> bool:
    import fnmatch

    return (
        (not parsed.unguarded or record["access"] == "open")
        and (parsed.method is None or record["method"] == parsed.method.upper())
        and (parsed.glob is None or fnmatch.fnmatchcase(record["path"], parsed.glob))
        and (parsed.tag is None or parsed.tag in record["tags"])
    )


def _show_routes(records: list[dict[str, Any]], form: str) -> None:
    from flake8_fastapi_arch import routes_view

    match form:
        case "json":
            show(routes_view.to_json(records) + "\n")
        case "markdown":
            show(routes_view.to_markdown(records) + "\n")
        case "mermaid":
            show(routes_view.to_mermaid(records) + "\n")
        case _ if sys.stdout.isatty():
            from rich.console import Console

            routes_view.print_table(records, Console())
        case _:
            show(routes_view.to_plain(records) + "\n")


def graph(argv: Sequence[str]) -> int:
    """Draw the layers and the imports between them."""
    parser = argparse.ArgumentParser(
        prog="fastapi-arch graph",
        description="Draw the layers of a project (routers, services, repositories, models ...) "
        "and the imports between them; those that point upwards are marked.\nWhat a module is for "
        "is told by what it contains; `fastapi-arch-layers` has the last word.",
        epilog="exit codes: 0 no import points upwards · 1 some do · 2 wrong usage\nflake8's "
        "--config, --append-config and --isolated, and our --fastapi-arch-... options count, too.",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    add = parser.add_argument
    add("path", nargs="?", default=".", metavar="PATH", help="directory to read (default: .)")
    formats = ["mermaid", "dot", "json"]
    add("--format", choices=formats, default="mermaid", help="(default: %(default)s)")
    add(
        "--fastapi-arch-layers",
        metavar="layers",
        help="roles that are settled, 'role: pattern of paths', in place of those configured",
    )
    parsed, others = parser.parse_known_args(argv)
    directory = pathlib.Path(parsed.path)
    if not directory.is_dir():
        parser.error(f"there is no directory {parsed.path!r}")
    if parsed.fastapi_arch_layers:
        others += ["--fastapi-arch-layers", parsed.fastapi_arch_layers]
    from flake8_fastapi_arch import flake8_run, graph_view

    settings = configured(parser, others)
    graph = graph_view.graph_of(flake8_run.project_at(settings, _import_root(directory)))
    forms = {
        "mermaid": graph_view.to_mermaid, "dot": graph_view.to_dot, "json": graph_view.to_json,
    }  # fmt: skip
    show(forms[parsed.format](graph) + "\n")
    return FINDINGS if any(edge["violation"] for edge in graph["imports"]) else CLEAN


def _import_root(directory: pathlib.Path) -> pathlib.Path:
    """Where the package at *directory* is imported from; any other directory is its own."""
    root = directory.resolve()
    while (root / "__init__.py").exists():
        root = root.parent
    return root
