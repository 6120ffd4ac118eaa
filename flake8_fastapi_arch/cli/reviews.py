"""``fastapi-arch report`` and ``fastapi-arch plan``."""

from __future__ import annotations

import argparse
import contextlib
import sys
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

from flake8_fastapi_arch.cli.checks import add_fail_on
from flake8_fastapi_arch.cli.printing import CONFIGURATION, EXIT_CODES, complain, misuse, write

if TYPE_CHECKING:
    from flake8_fastapi_arch.flake8_run import Command, Progress
    from flake8_fastapi_arch.reporting import Reported


def report(argv: Sequence[str]) -> int:
    """Write the review of a project."""
    from flake8_fastapi_arch import flake8_run, reporting
    from flake8_fastapi_arch.review import formats

    def add_options(parser: argparse.ArgumentParser) -> None:
        add_fail_on(parser)
        reporting.add_report_options(parser)

    command = flake8_run.Command(
        name="report",
        usage="%(prog)s [options] [-o FILE] [PATH]",
        paths="directory to review (default: the project around the working directory)",
        description="""\
Write the architecture review of a project.

It groups the findings by dimension, with scores, priorities and recommendations. It also asks the
checkers that speak in the review alone; `fastapi-arch checkers` shows which ones.""",
        epilog=f"""\
{CONFIGURATION}
formats:
  markdown and html are to be read, json holds the whole review for programs; sarif, github, gitlab,
  junit and checkstyle list the findings. `-o review.html -o review.json -o gitlab:quality.json`
  writes three files at once.

{EXIT_CODES}""",
        add_options=add_options,
        formats=formats.REPORTS,
    )
    return _reported(command, reporting.report, argv)


def plan(argv: Sequence[str]) -> int:
    """Write an action plan."""
    from flake8_fastapi_arch import flake8_run, reporting

    command = flake8_run.Command(
        name="plan",
        usage="%(prog)s [options] [-o FILE] [PATH]",
        paths="directory of the project (default: the one around the working directory)",
        description="""\
Write an action plan: what to do about the findings, in phases, as tasks that say which ones come
before. Each finding belongs to one task. Markdown has checklists; JSON and CSV have a record a
task, to be imported into an issue tracker.""",
        epilog=f"{CONFIGURATION}\nexit codes: 0 done · 2 wrong usage\n",
        add_options=reporting.add_plan_options,
        formats=reporting.PLANS,
    )
    return _reported(command, reporting.plan, argv)


def _reported(
    command: Command,
    run: Callable[[Command, Sequence[str], Progress], Reported],
    argv: Sequence[str],
) -> int:
    from flake8_fastapi_arch.reporting import Misuse

    try:
        with _progress() as progress:
            reported = run(command, argv, progress)
    except Misuse as error:
        return misuse(command.name, error)
    for target, text in reported.texts:
        write(target, text)
        if target.file is not None and sys.stderr.isatty():
            complain(f"wrote {target.file}")
    for remark in reported.remarks:
        complain(remark)
    return reported.exit_code


@contextlib.contextmanager
def _progress() -> Iterator[Progress]:
    """What shows on a terminal how far a long run is; elsewhere it is silent."""
    if not sys.stderr.isatty():
        yield lambda what, done, total: None
        return
    from rich.console import Console
    from rich.markup import escape
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn

    from flake8_fastapi_arch.writing.words import visible

    columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    # No thread draws it: what has threads cannot be forked, and so would check alone.
    console = Console(stderr=True)
    with Progress(*columns, console=console, transient=True, auto_refresh=False) as bar:
        task = bar.add_task("reading the project", total=None)

        def told(what: str, done: int, total: int) -> None:
            name, of = escape(visible(what)), total or None
            bar.update(task, description=name, completed=done, total=of, refresh=True)

        yield told
