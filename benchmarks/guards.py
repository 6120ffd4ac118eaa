"""Compare "guarded or not" with what FastAPI's own tables of real applications say.

    python -m benchmarks.guards --truth DIR --sources DIR

The truth of a route is its run-time dependency closure, by a rule that names nothing:

- *guarded*, where it holds a security scheme that turns strangers away by itself (``auto_error``);
- *open*, where it holds no dependency at all: then nothing in it can refuse;
- *undecided* everywhere else. Whether a function that is no scheme refuses is in no table; such
  routes are counted, with what the tool says of them, and left out of the agreement.

Guards in decorators, handlers and middleware are in no closure and are left out on both sides.
"""

from __future__ import annotations

import argparse
import collections
import json
import pathlib
import sys
from collections.abc import Iterator
from typing import Any

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))

from flake8_fastapi_arch.project.project import Project  # noqa: E402
from flake8_fastapi_arch.project.routes.application import Route  # noqa: E402
from flake8_fastapi_arch.project.security.authentication import (  # noqa: E402
    Authentication,
    Verdict,
    short_name,
)
from flake8_fastapi_arch.project.settings import Settings  # noqa: E402

Key = tuple[str, str, str, int]


def main() -> int:
    """Print the agreement; returns 2 when a truth or a source tree cannot be read."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--truth", type=pathlib.Path, required=True, help="holds NAME.json")
    parser.add_argument("--sources", type=pathlib.Path, required=True, help="holds NAME/")
    parser.add_argument("--show", action="store_true", help="each route of which they disagree")
    parser.add_argument("apps", nargs="*", help="names; default: all that have both")
    options = parser.parse_args()
    names = options.apps or sorted(
        path.stem
        for path in options.truth.glob("*.json")
        if not path.stem.endswith(".meta") and (options.sources / path.stem).is_dir()
    )
    total: collections.Counter[str] = collections.Counter()
    for name in names:
        try:
            table = json.loads((options.truth / f"{name}.json").read_text(encoding="utf-8"))
            counts = compare(table, options.sources / name, options.show)
        except (OSError, ValueError) as error:
            print(f"{name}: {error}", file=sys.stderr)
            return 2
        print(_line(name, counts))
        total += counts
    print(_line("all", total))
    return 0


def compare(table: Any, root: pathlib.Path, show: bool) -> collections.Counter[str]:
    """How often the tool and the run time agree on the routes of the sources in *root*."""
    project = Project.read(root.resolve(), Settings())
    by_key: dict[Key, list[Route]] = collections.defaultdict(list)
    for route in project.application.routes:
        if route.handler is not None:
            for method in route.methods or ("WEBSOCKET",):
                key = (method, route.path, route.handler.module.path, route.handler.node.line)
                by_key[key].append(route)
    counts: collections.Counter[str] = collections.Counter()
    for key, truth in _wanted(table):
        routes = by_key.get(key)
        if not routes:
            counts["missing"] += 1
            continue
        route = routes[0]
        if not route.closure.complete:
            counts["incomplete"] += 1
            continue
        at_run_time = is_guarded(truth)
        said = any(
            project.authentication.verdict(dependency) is Verdict.REFUSES
            for dependency in route.closure.flat()
        )
        if at_run_time is None:
            counts["undecided"] += 1
            counts["undecided, said guarded"] += said
            continue
        counts["agreed" if said == at_run_time else "disagreed"] += 1
        counts["guarded"] += at_run_time
        if show and said != at_run_time:
            print(f"    {key[0]} {key[1]} {key[2]}:{key[3]}: run time {at_run_time}, tool {said}:")
            print("        " + ", ".join(_verdicts(project.authentication, route)))
    return counts


def is_guarded(truth: dict[str, Any]) -> bool | None:
    """Whether the run-time closure of a route refuses strangers; None: the table cannot tell."""
    if any(scheme["auto_error"] for scheme in truth["security_schemes"]):
        return True
    return None if truth["dependency_callables"] else False


def _wanted(table: Any) -> Iterator[tuple[Key, dict[str, Any]]]:
    lists = table.values() if isinstance(table, dict) else [table]
    for routes in lists:
        for route in routes:
            if route["kind"] in ("api", "websocket") and route.get("file"):
                for method in route["methods"] or ["WEBSOCKET"]:
                    yield (method, route["path"], route["file"], route["def_line"]), route


def _verdicts(authentication: Authentication, route: Route) -> list[str]:
    return [
        f"{short_name(dependency)}={authentication.verdict(dependency).value}"
        for dependency in route.closure.flat()
    ]


def _line(name: str, counts: collections.Counter[str]) -> str:
    compared = counts["agreed"] + counts["disagreed"]
    share = 100 * counts["agreed"] / compared if compared else 100.0
    guessed = (
        f"{counts['undecided, said guarded']:>5} of {counts['undecided']:>5} undecided guarded"
    )
    rest = f"{guessed}, {counts['incomplete']:>4} incomplete, {counts['missing']:>4} missing"
    return f"{name:38}{compared:>6} compared, {counts['guarded']:>5} guarded, {rest}: {share:.2f} %"


if __name__ == "__main__":
    raise SystemExit(main())
