"""What the commands print, and how they end."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flake8_fastapi_arch.flake8_run import Configured, Outcome
    from flake8_fastapi_arch.replay import Printed
    from flake8_fastapi_arch.review.formats import Target


CLEAN, FINDINGS, MISUSE = 0, 1, 2
EXIT_CODES = """\
exit codes:
  0  clean: nothing was found, or --exit-zero is given
  1  something was found
  2  the command line or the configuration is wrong; standard error says what to do
"""
CONFIGURATION = """\
configuration:
  That of flake8, read by flake8: [flake8] in setup.cfg, tox.ini or .flake8. Our options can stand
  there without their dashes, and so can most of flake8's. Findings are silenced as everywhere in
  flake8: `# noqa: FAA401`, per-file-ignores, extend-ignore. Opt-in checkers are turned on by their
  code, as in extend-select = FAA107. `fastapi-arch checkers` lists all of them, `fastapi-arch
  explain FAA107` tells what one is for.
"""


def small_parser(name: str, description: str) -> argparse.ArgumentParser:
    """The parser of a command that checks nothing."""
    return argparse.ArgumentParser(
        prog=f"fastapi-arch {name}",
        description=description,
        epilog="exit codes: 0 done · 1 something is wrong with what was looked at · 2 wrong usage",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )


def configured(parser: argparse.ArgumentParser, argv: Sequence[str]) -> Configured:
    """What the configuration says, and *argv*: what a command's own *parser* left. Where that makes
    no sense, say what is wrong and raise SystemExit, as the parser does."""
    from flake8_fastapi_arch import flake8_run

    name = parser.prog.rpartition(" ")[2]
    command = flake8_run.Command(name, parser.format_usage(), "", "", "")
    try:
        return flake8_run.configure(command, argv)
    except flake8_run.BadUsage as error:
        raise SystemExit(misuse(name, error)) from error


def misuse(command: str, error: Exception) -> int:
    """Say what is wrong with how *command* was used; the exit code."""
    complain(f"{error}\ntry: fastapi-arch {command} -h")
    return MISUSE


def finish(outcome: Outcome | Printed) -> int:
    """Make the remarks of a run; its exit code."""
    for remark in outcome.remarks:
        complain(remark)
    return outcome.exit_code


def write(target: Target, text: str) -> None:
    """Write *text* where *target* says: into a file, or print it."""
    if target.file is None:
        show(text)
    else:
        with open(target.file, "wb") as file:
            file.write(text.encode("utf-8", "backslashreplace"))


def table(head: list[str], rows: list[list[str]]) -> str:
    """Columns as wide as they must be; the last one is left ragged."""
    lines = [head, *rows] if head else rows
    widths = [max(map(len, column)) for column in zip(*lines)]
    return "".join(
        "  ".join(word.ljust(width) for word, width in zip(line, widths)).rstrip() + "\n"
        for line in lines
    )


def show(text: str) -> None:
    """Print *text* in UTF-8 wherever it goes, as flake8 does."""
    sys.stdout.flush()
    sys.stdout.buffer.write(text.encode("utf-8", "backslashreplace"))


def show_markdown(text: str) -> None:
    """Print *text* as it is, or laid out and coloured where a terminal shows it."""
    if sys.stdout.isatty():
        from rich.console import Console
        from rich.markdown import Markdown

        sys.stdout.flush()
        Console().print(Markdown(text))
    else:
        show(text + "\n")


def complain(message: str) -> None:
    """Say *message* on standard error, line by line as ours."""
    for line in message.splitlines():
        print(f"fastapi-arch: {line}", file=sys.stderr)
