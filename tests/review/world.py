"""Checkers, diagnostics and projects made by hand, for the review to judge."""

from __future__ import annotations

import ast
import pathlib
from collections.abc import Mapping
from typing import Any

from hypothesis import strategies as st

from flake8_fastapi_arch.checker import (
    Checker,
    Diagnostic,
    Dimension,
    Impact,
    Match,
    Priority,
    Related,
    When,
)
from flake8_fastapi_arch.facts.lower import lower
from flake8_fastapi_arch.facts.model import Function, Module
from flake8_fastapi_arch.project.project import Project
from flake8_fastapi_arch.project.settings import Settings


def checker(code: str, name: str, impact: str, priority: str, **changed: Any) -> Checker[Any]:
    """A checker of the dimension that the code says, with ``{what}`` in its words."""
    digit = int(code[3])
    words: dict[str, Any] = {
        "code": code,
        "name": name,
        "dimension": next(d for d in Dimension if d.digit == digit),
        "pattern": "",
        "impact": Impact(impact),
        "priority": Priority(priority),
        "when": When.ALWAYS,
        "subject": Function,
        "message": "`{what}` is wrong; mend it",
        "advice": "Mend `{what}`.",
        "story": f"Something about {name}.\n\nAnd why.",
        "options": (),
        "check": lambda subject, context: iter(()),
    }
    return Checker(**{**words, **changed})


BLOCKING = checker("FAA401", "blocking-call-in-async", "high", "P0")
FAT = checker("FAA501", "fat-handler", "medium", "P1")
LONG_MODULE = checker("FAA503", "long-router-module", "low", "P2", subject=Module)
OPEN = checker(
    "FAA301",
    "unauthenticated-write",
    "high",
    "P0",
    cwe=(306, 862),
    references=("https://owasp.org/API-Security/",),
)
SECRET = checker("FAA305", "hard-coded-secret", "high", "P0", subject=Module)
UNTESTED = checker("FAA601", "untested-route", "medium", "P1")
UNDOCUMENTED = checker("FAA109", "undocumented-route", "low", "P2")
LOOPED = checker("FAA201", "query-in-loop", "high", "P0")
CRASHED = checker("FAA000", "checker-crashed", "low", "P2", message="{what}", advice="{what}")
CHECKERS = (BLOCKING, FAT, LONG_MODULE, OPEN, UNTESTED, UNDOCUMENTED, LOOPED)


def found(
    by: Checker[Any],
    path: str = "app/main.py",
    line: int = 1,
    what: str = "x",
    scope: str | None = None,
    related: tuple[Related, ...] = (),
) -> Diagnostic:
    """A diagnostic; its scope is one of its own unless told."""
    scope = f"handler_{line}" if scope is None else scope
    return Diagnostic(by, path, scope, Match(line, 0, {"what": what}, related))


def project(sources: Mapping[str, str], root: pathlib.Path = pathlib.Path("/nowhere")) -> Project:
    """A project of the given modules; its other files are those below *root*."""
    modules = [
        lower(path, ast.parse(source), source.count("\n") + 1) for path, source in sources.items()
    ]
    return Project(root, modules, Settings())


def handlers(number: int) -> str:
    """The source of a module with *number* route handlers."""
    routes = (f'@app.get("/{i}")\ndef handler_{i}(): ...\n' for i in range(number))
    return "from fastapi import FastAPI\napp = FastAPI()\n" + "\n".join(routes)


diagnostics = st.lists(
    st.builds(
        found,
        st.sampled_from([*CHECKERS, CRASHED]),
        st.sampled_from(["app/main.py", "app/users.py", "tests/test_app.py"]),
        st.integers(1, 30),
        st.sampled_from(["x", "y"]),
        st.sampled_from(["", "first", "second", "third"]),
    ),
    max_size=30,
)
