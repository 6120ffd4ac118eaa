"""``fastapi-arch checkers`` and ``fastapi-arch explain``."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from flake8_fastapi_arch.cli.printing import (
    CLEAN,
    MISUSE,
    complain,
    misuse,
    show,
    show_markdown,
    table,
)

if TYPE_CHECKING:
    from flake8_fastapi_arch.checker import Checker, Option

_KEYS = ["code", "name", "dimension", "pattern", "impact", "priority", "when"]
_COLUMNS = ["anti-pattern" if key == "pattern" else key for key in _KEYS]


def checkers(parsed: argparse.Namespace) -> int:
    """List all checkers."""
    checkers = _all_checkers()
    if parsed.format == "json":
        show(json.dumps([_identity(checker) for checker in checkers], indent=2) + "\n")
    else:
        rows = [[str(_identity(checker)[key]) for key in _KEYS] for checker in checkers]
        show(table(_COLUMNS, rows))
    return CLEAN


def _identity(checker: Checker[Any]) -> dict[str, object]:
    return {
        "code": checker.code,
        "name": checker.name,
        "dimension": checker.dimension.title,
        "pattern": checker.pattern,
        "impact": checker.impact.value,
        "priority": checker.priority.value,
        "when": checker.when.value,
        "cwe": checker.cwe,
        "references": checker.references,
    }


def explain(parsed: argparse.Namespace) -> int:
    """Tell why a checker speaks."""
    checkers = _all_checkers()
    asked = parsed.code
    for checker in checkers:
        if asked.upper() == checker.code or asked.lower() == checker.name:
            show(_head(checker))
            show_markdown(checker.story.strip())
            return CLEAN
    near = _near(asked, checkers)
    hint = f"; did you mean {near}?" if near else ""
    complain(f"no checker is called {asked!r}{hint}\ntry: fastapi-arch checkers")
    return MISUSE


def explain_place(path: str, line: int, argv: Sequence[str]) -> int:
    """Tell what is found in a line, how it comes to it, and how to repair it."""
    from flake8_fastapi_arch import flake8_run

    command = flake8_run.Command("explain", "%(prog)s PATH:LINE [options]", "", "", "")
    try:
        reviewed = flake8_run.review(flake8_run.configure(command, [path, *argv]))
    except flake8_run.BadUsage as error:
        return misuse("explain", error)

    from flake8_fastapi_arch.patches.patch import patch_for
    from flake8_fastapi_arch.review.to_explanation import render

    found = [d for d in reviewed.diagnostics if d.match.line == line]
    for diagnostic in found:
        show_markdown(render(diagnostic, patch_for(diagnostic, reviewed.project)))
    if not found:
        lines = sorted({diagnostic.match.line for diagnostic in reviewed.diagnostics})
        elsewhere = f"; there is in {_listed(lines)}" if lines else ", nor elsewhere in this file"
        show(f"nothing was found in line {line}{elsewhere}\n")
    return CLEAN


def _listed(lines: Sequence[int]) -> str:
    return ("line " if len(lines) == 1 else "lines ") + ", ".join(map(str, lines))


def _head(checker: Checker[Any]) -> str:
    turned_on = {
        "always": "always: in flake8 and in the review",
        "review": f"in the review; in flake8 with extend-select = {checker.code}",
        "asked": f"only with extend-select = {checker.code}",
    }
    rows = [
        ["dimension", checker.dimension.title],
        ["anti-pattern", checker.pattern or "-"],
        ["impact", checker.impact.value],
        ["priority", checker.priority.value],
        ["speaks", turned_on[checker.when.value]],
        ["says", f"{checker.code} {checker.message}"],
        *(["option", f"{_setting(option)}: {option.help}"] for option in checker.options),
        *(["weakness", f"{name}: {address}"] for name, address in checker.weaknesses),
        *(["see", address] for address in checker.references),
    ]
    return f"{checker.code} {checker.name}\n\n{table([], rows)}\n"


def _setting(option: Option) -> str:
    default = option.default
    value = str(default) if isinstance(default, int) else ",".join(default)
    return f"{option.name} = {value}"


def _near(asked: str, checkers: Iterable[Checker[Any]]) -> str:
    """Three checkers whose codes begin as *asked* does, or else those of similar names."""
    import difflib

    names = {checker.code: checker.name for checker in checkers}
    for beginning in (asked.upper()[:5], asked.upper()[:4]):
        codes = [code for code in names if len(beginning) > 3 and code.startswith(beginning)]
        if codes:
            return " or ".join(f"{code} ({names[code]})" for code in codes[:3])
    return " or ".join(difflib.get_close_matches(asked.lower(), names.values()))


def _all_checkers() -> list[Checker[Any]]:
    from flake8_fastapi_arch.catalog import catalog
    from flake8_fastapi_arch.tool import TOOL_CHECKERS

    return [*TOOL_CHECKERS, *catalog()]
