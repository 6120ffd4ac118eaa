"""The command ``fastapi-arch``: the only package that prints.

What a subcommand needs is imported when it runs, so that a quick question gets a quick answer.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import pathlib
import re
import sys
import traceback
from collections.abc import Callable, Sequence

from flake8_fastapi_arch import __version__
from flake8_fastapi_arch.cli.baselines import baseline
from flake8_fastapi_arch.cli.checks import check
from flake8_fastapi_arch.cli.configurations import config, init, test_rules
from flake8_fastapi_arch.cli.explanations import checkers, explain, explain_place
from flake8_fastapi_arch.cli.printing import CLEAN, EXIT_CODES, FINDINGS, MISUSE, complain
from flake8_fastapi_arch.cli.reviews import plan, report
from flake8_fastapi_arch.cli.services import clean, lsp
from flake8_fastapi_arch.cli.views import graph, routes
from flake8_fastapi_arch.interpreter import deep_stack, without_collector

__all__ = ["CLEAN", "FINDINGS", "MISUSE", "main"]

# As flake8 prints it, with or without the column.
_PLACE = re.compile(r"(?P<path>.+\.pyi?):(?P<line>\d+)(?::\d*)?")

# These read their own arguments, most of them with flake8's parser.
_WITH_PARSERS: dict[str, Callable[[Sequence[str]], int]] = {
    "check": check,
    "report": report,
    "plan": plan,
    "baseline": baseline,
    "routes": routes,
    "graph": graph,
    "config": config,
    "init": init,
    "test-rules": test_rules,
    "lsp": lsp,
}


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line *argv*; return the exit code, or raise SystemExit as argparse does."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    try:
        with without_collector(), deep_stack():
            code = _run(arguments)
        sys.stdout.flush()
        return code
    except BrokenPipeError:  # the reader has seen enough, as `head` does
        with contextlib.suppress(OSError, ValueError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return FINDINGS
    except KeyboardInterrupt:
        complain("stopped")
        return 130
    except OSError as error:
        complain(f"{error}")
        return MISUSE
    except Exception as error:
        frame = traceback.extract_tb(error.__traceback__)[-1]
        where = f"{pathlib.Path(frame.filename).name}:{frame.lineno}"
        complain(f"internal error at {where}: {type(error).__name__}: {error}; please report it")
        return MISUSE


def _run(arguments: list[str]) -> int:
    match arguments:
        case ["explain", asked, *rest] if place := _PLACE.fullmatch(asked):
            return explain_place(place["path"], int(place["line"]), rest)
        case [name, *rest] if name in _WITH_PARSERS:
            return _WITH_PARSERS[name](rest)
    parsed = _parser().parse_args(arguments)
    act: Callable[[argparse.Namespace], int] = parsed.act
    return act(parsed)


def _parser() -> argparse.ArgumentParser:
    raw = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser(
        prog="fastapi-arch",
        description="Find what goes wrong in the architecture of a FastAPI backend, across files, "
        "at the exact line.\nThe code is read, never run, imported or changed.",
        epilog=f"{EXIT_CODES}\n`fastapi-arch COMMAND -h` tells more of each command.",
        formatter_class=raw,
    )
    parser.add_argument("--version", action="version", version=f"fastapi-arch {__version__}")
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    commands.add_parser("check", help="print findings, as `flake8 --select FAA` does, but faster")
    commands.add_parser("report", help="write the review of a project: scores, issues, priorities")
    commands.add_parser("plan", help="write an action plan: phases, tasks, what depends on what")
    commands.add_parser("baseline", help="accept the findings of today, so that only new ones tell")
    commands.add_parser("routes", help="list the routes that the application serves, with guards")
    commands.add_parser("graph", help="draw the layers and the imports between them")
    commands.add_parser("init", help="write a first configuration, fit for the project")
    commands.add_parser("config", help="show every option, its value and where it came from")
    commands.add_parser("test-rules", help="try the team's own rules on the code beside them")
    commands.add_parser("lsp", help="serve an editor that speaks the language server protocol")
    listing = commands.add_parser(
        "checkers",
        help="list all checkers",
        description="List all checkers: code, name, dimension, anti-pattern, impact, priority and "
        "when each speaks:\n  always  in flake8 and in the review\n"
        "  review  in the review; in flake8 where extend-select names its code\n"
        "  asked   only where extend-select names its code",
        formatter_class=raw,
    )
    listing.add_argument(
        "--format", choices=["table", "json"], default="table", help="(default: %(default)s)"
    )
    listing.set_defaults(act=checkers)
    cleaning = commands.add_parser(
        "clean",
        help="remove what earlier runs kept of a project",
        description="Remove the cache of a project: what earlier runs read and found. It is "
        "made again by the next run.",
    )
    cleaning.add_argument("path", nargs="?", default=".", metavar="PATH", help="(default: .)")
    cleaning.set_defaults(act=clean)
    explaining = commands.add_parser(
        "explain",
        help="tell why a checker speaks, with a bad and a good example",
        description="Tell why a checker speaks, with a bad and a good example; or, of a line, what "
        "is found there,\nhow it comes to it and, where that is certain, a patch that repairs it. "
        "With a line, flake8's options count, too.",
        formatter_class=raw,
    )
    explaining.add_argument(
        "code",
        metavar="CODE|PATH:LINE",
        help="the checker's code or name: FAA401, blocking-call-in-async; or app/main.py:45",
    )
    explaining.set_defaults(act=explain)
    return parser
