"""Compare the resolved routes of real applications with what FastAPI itself said of them.

The truth of an application is a JSON list of the routes that FastAPI held at run time (or a dict of
such lists by module, for a collection of small apps), each with its file and the line of its
``def``. A route is known by method, path, file and line of its handler.
"""

from __future__ import annotations

import argparse
import collections
import dataclasses
import json
import pathlib
import re
import sys
import time
from collections.abc import Iterable, Iterator
from typing import Any

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))

from flake8_fastapi_arch.project.project import Project  # noqa: E402
from flake8_fastapi_arch.project.routes.application import Application  # noqa: E402
from flake8_fastapi_arch.project.settings import Settings  # noqa: E402
from flake8_fastapi_arch.routes_view import to_records  # noqa: E402

ASPECTS = ("dependencies", "security", "response_model", "status_code", "tags", "include_in_schema")
SHOWN = ("missed", "invented", "conditional", *ASPECTS)
Key = tuple[str, str, str, int]


@dataclasses.dataclass
class Score:
    """How the routes of one application compare."""

    found: int = 0
    missed: list[str] = dataclasses.field(default_factory=list)
    invented: list[str] = dataclasses.field(default_factory=list)
    conditional: list[str] = dataclasses.field(default_factory=list)
    """Behind an undecided branch and not in the truth, which is of one configuration."""
    differing: dict[str, list[str]] = dataclasses.field(
        default_factory=lambda: collections.defaultdict(list)
    )
    incomplete: int = 0
    seconds: float = 0.0
    unresolved: int = 0

    def add(self, other: Score) -> None:
        self.found += other.found
        self.missed += other.missed
        self.invented += other.invented
        self.conditional += other.conditional
        for aspect in ASPECTS:
            self.differing[aspect] += other.differing[aspect]
        self.incomplete += other.incomplete
        self.seconds += other.seconds
        self.unresolved += other.unresolved

    def agreement(self, aspect: str) -> float:
        return 1 - len(self.differing[aspect]) / self.found if self.found else 1.0

    @property
    def recall(self) -> float:
        every = self.found + len(self.missed)
        return self.found / every if every else 1.0

    @property
    def precision(self) -> float:
        every = self.found + len(self.invented)
        return self.found / every if every else 1.0


def main() -> int:
    """Print the comparison; returns 2 when a truth or a source tree cannot be read."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--truth", type=pathlib.Path, required=True, help="holds NAME.json")
    parser.add_argument("--sources", type=pathlib.Path, required=True, help="holds NAME/")
    parser.add_argument("--show", choices=SHOWN, action="append", default=[])
    parser.add_argument("apps", nargs="*", help="names; default: all that have both")
    options = parser.parse_args()
    names = options.apps or sorted(
        path.stem
        for path in options.truth.glob("*.json")
        if not path.stem.endswith(".meta") and (options.sources / path.stem).is_dir()
    )
    header = ("recall", "precis.", *ASPECTS[:4], "tags", "schema")
    print(f"{'':38}{'found':>6}{'miss':>5}{'inv.':>5}{'cond':>5}{'incp':>5}{'secs':>6}", end="")
    print("".join(f"{name[:9]:>10}" for name in header))
    total = Score()
    for name in names:
        try:
            score = compare(options.truth / f"{name}.json", options.sources / name)
        except (OSError, ValueError) as error:
            print(f"{name}: {error}", file=sys.stderr)
            return 2
        print(_line(name, score))
        for what in options.show:
            lines = score.differing[what] if what in ASPECTS else getattr(score, what)
            print("".join(f"    {what}: {line}\n" for line in lines), end="")
        total.add(score)
    print(_line("all", total))
    return 0


def compare(truth: pathlib.Path, root: pathlib.Path) -> Score:
    """The score of the application whose sources are in *root*."""
    table = json.loads(truth.read_text(encoding="utf-8"))
    started = time.perf_counter()
    application = _application(root)
    seconds = time.perf_counter() - started
    records = to_records(application)
    if isinstance(table, dict):
        score = Score()
        by_module = _by_module(records)
        for path, routes in table.items():
            wanted = dict(_wanted(routes))
            # A module may hold an app that it imports: its test, for one.
            home = next((key[2] for key in wanted), path)
            score.add(_score(wanted.items(), by_module.get(path) or by_module.get(home, [])))
    else:
        wanted = dict(_wanted(table))
        score = _score(wanted.items(), _main_app(records, wanted))
    score.seconds = seconds
    score.unresolved = len(application.unresolved)
    return score


def _application(root: pathlib.Path) -> Application:
    return Project.read(root.resolve(), Settings()).application


def _by_module(records: Iterable[dict[str, Any]]) -> dict[str, list[dict[str, Any]]]:
    """The records of the small apps, each app by the file that most of its handlers are in."""
    apps: dict[str, list[dict[str, Any]]] = collections.defaultdict(list)
    for record in records:
        apps[record["app"]].append(record)
    found: dict[str, list[dict[str, Any]]] = collections.defaultdict(list)
    for app, own in apps.items():
        tail = app.partition(":")[0].replace(".", "/") + ".py"
        files = collections.Counter(r["file"] for r in own if r["file"])
        exact = [f for f in files if f.endswith(tail)]
        directory = files.most_common(1)[0][0].rpartition("/")[0] if files else ""
        found[exact[0] if exact else f"{directory}/{tail.rpartition('/')[2]}"].extend(own)
    return found


def _main_app(
    records: list[dict[str, Any]], wanted: dict[Key, dict[str, Any]]
) -> list[dict[str, Any]]:
    """The records of the app that the truth is of: the one that has most of its routes."""
    apps = collections.Counter(r["app"] for r in records if _key(r) in wanted)
    return [r for r in records if apps and r["app"] == apps.most_common(1)[0][0]]


def _wanted(routes: Iterable[dict[str, Any]]) -> Iterator[tuple[Key, dict[str, Any]]]:
    for route in routes:
        own = route["kind"] in ("api", "websocket") and route.get("file")
        if not own or route["file"].startswith("<"):
            continue
        for method in route["methods"] or ["WEBSOCKET"]:
            yield (method, route["path"], route["file"], route["def_line"]), route


def _score(wanted: Iterable[tuple[Key, dict[str, Any]]], records: list[dict[str, Any]]) -> Score:
    score = Score()
    available: dict[Key, list[dict[str, Any]]] = collections.defaultdict(list)
    for record in records:
        available[_key(record)].append(record)
    matched: set[int] = set()
    for key, truth in wanted:
        if not available[key]:
            score.missed.append(f"{key[0]} {key[1]} {key[2]}:{key[3]}")
            continue
        candidates = available[key]
        record = min(candidates, key=lambda r: len(_differences(truth, r)))
        if len(candidates) > 1:
            candidates.remove(record)
        matched.update((id(record), id(candidates)))
        score.found += 1
        score.incomplete += not record["complete"]
        for aspect in _differences(truth, record):
            score.differing[aspect].append(
                f"{key[0]} {key[1]} {key[2]}:{key[3]}: {_own(truth, aspect)} != {record[aspect]}"
            )
        available[key] = candidates
    for key, left in available.items():
        for record in left:
            if id(record) in matched:
                continue
            if key[2] is None:  # a handler that is not the project's; the truth is scored without
                continue
            line = f"{key[0]} {key[1]} {key[2]}:{key[3]}"
            (score.conditional if record["conditional"] else score.invented).append(line)
    return score


def _key(record: dict[str, Any]) -> Key:
    return (record["method"], record["path"], record["file"], record["line"])


def _differences(truth: dict[str, Any], record: dict[str, Any]) -> list[str]:
    found = []
    for aspect in ASPECTS:
        wanted = _own(truth, aspect)
        got = record[aspect]
        if truth["kind"] == "websocket" and aspect in ("status_code", "tags", "include_in_schema"):
            continue
        if aspect in ("dependencies", "security"):
            equal = set(wanted) == set(got)
        elif aspect == "response_model":
            equal = _normal(wanted) == _normal(got)
        else:
            equal = wanted == got
        if not equal:
            found.append(aspect)
    return found


def _own(truth: dict[str, Any], aspect: str) -> Any:
    if aspect == "dependencies":
        return truth["dependency_callables"]
    if aspect == "security":
        return list(dict.fromkeys(scheme["class"] for scheme in truth["security_schemes"]))
    return truth.get(aspect)


def _normal(text: str | None) -> str | None:
    """A type's text without what differs between versions of Python."""
    if text is None:
        return None
    text = re.sub(r"typing\.Annotated\[(.*), .*\]", r"\1", text).replace(":", ".")
    text = re.sub(r"typing\.Optional\[(.*)\]$", r"\1 | None", text)
    return re.sub(r"\b(?:[a-z_]\w*\.)+(?=\w)", "", text.replace("NoneType", "None"))


def _line(name: str, score: Score) -> str:
    figures = [score.recall, score.precision, *(score.agreement(aspect) for aspect in ASPECTS)]
    counts = (
        f"{score.found:>6}{len(score.missed):>5}{len(score.invented):>5}"
        f"{len(score.conditional):>5}{score.incomplete:>5}{score.seconds:>6.1f}"
    )
    return f"{name:38}{counts}" + "".join(f"{100 * figure:>9.2f}%" for figure in figures)


if __name__ == "__main__":
    raise SystemExit(main())
