"""Small worlds for checkers: sources in, marked lines out.

*Sources* are a whole project: the text of each file by its path. Two kinds of comment in them speak
to the tests. ``# FAA401`` (or ``# FAA401, FAA402``) at the end of a line says that these checkers
speak there. ``# options: max-handler-statements=3; public-routes=GET /x: why, GET /y: why`` in the
first line of a Python file sets options for the project.
"""

from __future__ import annotations

import contextlib
import dataclasses
import pathlib
import re
import tempfile
import unittest.mock
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from flake8_fastapi_arch.analysis import Analysis
from flake8_fastapi_arch.catalog import catalog
from flake8_fastapi_arch.checker import Checker, Diagnostic, Option
from flake8_fastapi_arch.facts.model import Expression, Module
from flake8_fastapi_arch.facts.text import text
from flake8_fastapi_arch.facts.walk import definitions, own_expressions, statements
from flake8_fastapi_arch.project.inference.types import Types, Values
from flake8_fastapi_arch.project.modules.scopes import ModuleScopes, Scope
from flake8_fastapi_arch.project.settings import Settings

Sources = Mapping[str, str]
Spot = tuple[str, int, str]

_MARK = re.compile(r"#\s*(?P<codes>FAA\d{3}(?:,\s*FAA\d{3})*)\s*$")
_FENCE = re.compile(
    r'^```\w+ title="(?P<path>[^"]+)"\n(?P<source>.*?)^```$', re.DOTALL | re.MULTILINE
)
_HEADING = re.compile(r"^(Bad:|Good:|Silent\b)", re.MULTILINE)
_OPTIONS = re.compile(r"# options: (?P<options>.+)")


def flagged(sources: Sources, checkers: Iterable[Checker[Any]]) -> set[Spot]:
    """Where *checkers* speak when *sources* are a whole project.

    Raises AssertionError when a checker crashes, says the same thing twice or asks of an expression
    in a scope where it does not stand, SyntaxError when a source does not parse and does not say so
    in its first line (``# does not parse``).
    """
    with asked_where_they_stand():
        found = list(diagnostics(sources, checkers))
    for diagnostic in found:
        assert diagnostic.checker.code != "FAA000", diagnostic.message
    said = [(d.path, d.match.line, d.match.col, d.checker.code, d.message) for d in found]
    assert len(said) == len(set(said)), f"said twice: {sorted(said)}"
    return {(d.path, d.match.line, d.checker.code) for d in found}


@contextlib.contextmanager
def asked_where_they_stand() -> Iterator[None]:
    """Raises AssertionError at the end, when somebody has asked what an expression may be in a
    scope where it does not stand: the answer is kept, and would depend on who came first."""
    wrong, asked = set(), Types.of
    known: dict[Module, dict[Expression, Scope]] = {}

    def of(types: Types, expression: Expression, scope: Scope) -> Values:
        module = scope.module
        if module not in known:
            known[module] = dict(_in_bodies(module, types._names.scopes(module)))
        if known[module].get(expression, scope) is not scope:
            wrong.add((module.path, getattr(expression, "line", None), text(expression)))
        return asked(types, expression, scope)

    with unittest.mock.patch.object(Types, "of", of):
        yield
    assert not wrong


def _in_bodies(module: Module, scopes: ModuleScopes) -> Iterator[tuple[Expression, Scope]]:
    """The expressions of *module* that types do not know the scope of by themselves, with it."""
    for owner in (module, *definitions(module)):
        scope = scopes.of(owner)
        for statement in statements(owner.body):
            for expression in own_expressions(statement):
                if expression not in scope.homes:
                    yield expression, scope  # type: ignore[misc]


def diagnostics(
    sources: Sources, checkers: Iterable[Checker[Any]]
) -> Iterator[Diagnostic]:
    """What *checkers* say of a project that holds *sources*, file by file."""
    asked = tuple(checkers)
    with tempfile.TemporaryDirectory() as directory:
        root = pathlib.Path(directory).resolve()
        for path, source in sources.items():
            target = root / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(source, encoding="utf-8")
        settings = _settings(sources, asked)
        analysis = Analysis(dataclasses.replace(settings, root=str(root)), asked)
        for path, source in sorted(sources.items()):
            if path.endswith(".py") and not source.startswith("# does not parse\n"):
                yield from analysis.check(str(root / path), source)


def marked(sources: Sources) -> set[Spot]:
    """Where *sources* say, in trailing comments, that a checker should speak."""
    return {
        (path, number, code)
        for path, source in sources.items()
        for number, line in enumerate(source.splitlines(), start=1)
        if (mark := _MARK.search(line))
        for code in re.split(r",\s*", mark["codes"])
    }


def bad(checker: Checker[Any]) -> Sources:
    """The project that the checker's story shows as bad; ValueError when it shows none."""
    return _files(checker, "Bad:")


def good(checker: Checker[Any]) -> Sources:
    """The same project, repaired: ``Good`` repeats only the files that change."""
    return {**bad(checker), **_files(checker, "Good:")}


def case(path: pathlib.Path) -> Sources:
    """The project at *path*: one ``.py`` file, or a directory with files of every kind."""
    if path.is_file():
        return {path.name: path.read_text(encoding="utf-8")}
    return {
        file.relative_to(path).as_posix(): file.read_text(encoding="utf-8")
        for file in sorted(path.rglob("*"))
        if file.is_file() and "__pycache__" not in file.parts
    }


def fences(text: str) -> Sources:
    """The files that the titled fences of *text* show."""
    return {fence["path"]: fence["source"] for fence in _FENCE.finditer(text)}


def _files(checker: Checker[Any], heading: str) -> Sources:
    """The titled fences between *heading* and the story's next one."""
    parts = _HEADING.split(checker.story)
    if heading not in parts:
        raise ValueError(f'{checker.code}: the story has no line "{heading}"')
    files = fences(parts[parts.index(heading) + 1])
    if not files:
        raise ValueError(f'{checker.code}: no fence with title="..." below "{heading}"')
    return files


def _settings(sources: Sources, checkers: Iterable[Checker[Any]]) -> Settings:
    """What the ``# options:`` lines of *sources* say, over every checker's defaults."""
    known = {
        option.name: option
        for checker in (*catalog(), *checkers)
        for option in checker.options
    }
    options = {name: option.default for name, option in known.items()}
    fields = {}
    for name, value in _written_options(sources):
        if name in known:
            options[name] = _value(known[name], value)
        elif name in ("public-routes", "source-roots", "layers"):
            fields[name.replace("-", "_")] = _words(value)
        else:
            raise ValueError(f"# options: nobody reads {name!r}; there are {sorted(options)}")
    return Settings(options=options, **fields)


def _written_options(sources: Sources) -> Iterator[tuple[str, str]]:
    for path, source in sources.items():
        line = _OPTIONS.match(source) if path.endswith(".py") else None
        for entry in line["options"].split(";") if line else ():
            name, _, value = entry.partition("=")
            yield name.strip(), value.strip()


def _value(option: Option, text: str) -> int | tuple[str, ...]:
    return int(text) if isinstance(option.default, int) else _words(text)


def _words(text: str) -> tuple[str, ...]:
    return tuple(word.strip() for word in text.split(",") if word.strip())
