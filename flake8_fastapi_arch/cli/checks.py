"""``fastapi-arch check``."""

from __future__ import annotations

import argparse
import contextlib
import io
import sys
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from flake8_fastapi_arch.cli.printing import (
    CONFIGURATION,
    EXIT_CODES,
    MISUSE,
    finish,
    misuse,
    write,
)

if TYPE_CHECKING:
    from flake8_fastapi_arch.flake8_run import Outcome


def check(argv: Sequence[str]) -> int:
    """Print what was found: what was printed before, where nothing changed since."""
    from flake8_fastapi_arch.replay import Asked, Printed

    asked = Asked.of(argv)
    again = asked.answer()
    if again is not None:
        sys.stdout.buffer.write(again.output)
        return finish(again)
    with _captured() as output:
        outcome = _check_anew(argv)
        sys.stdout.flush()
        printed = output.getvalue()
    if outcome is None:
        return MISUSE
    if outcome.basis is not None:
        asked.keep(Printed(printed, outcome.remarks, outcome.exit_code), outcome.basis)
    return finish(outcome)


class _Captured(io.TextIOWrapper):
    """Standard output that goes into *buffer*, for those who ask whether it is a terminal."""

    def __init__(self, buffer: io.BytesIO) -> None:
        super().__init__(buffer, encoding=sys.stdout.encoding, errors=sys.stdout.errors)
        self._is_terminal = sys.stdout.isatty()

    def isatty(self) -> bool:
        return self._is_terminal


@contextlib.contextmanager
def _captured() -> Iterator[io.BytesIO]:
    """What is printed inside, which is printed for good at the end."""
    buffer = io.BytesIO()
    captured = _Captured(buffer)
    try:
        with contextlib.redirect_stdout(captured):
            yield buffer
    finally:
        captured.flush()
        sys.stdout.buffer.write(buffer.getvalue())


def _check_anew(argv: Sequence[str]) -> Outcome | None:
    """Check, and print what was found; None where the usage is wrong, which is told."""
    from flake8_fastapi_arch import flake8_run
    from flake8_fastapi_arch.review import formats

    command = flake8_run.Command(
        name="check",
        usage="%(prog)s [options] [PATH ...]",
        paths="file or directory to check; - is standard input (default: .)",
        description="""\
Find what goes wrong in the architecture of a FastAPI backend.

Prints what `flake8 --select FAA` prints for the same paths, options and configuration, without the
time that flake8 spends in other plugins' checks; where the configuration itself selects codes of
ours (select = E,FAA4), it has them from there, as flake8 without --select. Each file is judged with
the whole project around it, so that the result is the same for one file and for all.""",
        epilog=f"""\
{CONFIGURATION}
formats:
  Besides those of flake8, --format takes {", ".join(formats.LISTS)}.
  `-o findings.sarif -o junit:findings.xml` writes both.

{EXIT_CODES}""",
        add_options=add_fail_on,
    )
    try:
        configured = flake8_run.configure(command, argv)
        options = configured.options
        asked = options.format if options.format in formats.LISTS else None
        targets = formats.targets(options.outputs, asked, formats.LISTS, None, options.tee)
        flake8s = [target for target in targets if target.form is None]
        files = [target.file for target in flake8s if target.file]
        if len(files) > 1:
            raise flake8_run.BadUsage(f"{files[1]}: only one file can be in flake8's format")
        options.output_file = files[0] if files else None
        patches = any(target.form in formats.WITH_PATCHES for target in targets)
        outcome = flake8_run.check(configured, prints=bool(flake8s), patches=patches)
    except (flake8_run.BadUsage, formats.UnknownForm) as error:
        misuse("check", error)
        return None
    for target in targets:
        if target.form is not None:
            write(target, formats.LISTS[target.form](outcome.findings))
    if outcome.count is not None:
        print(outcome.count)
    return outcome


def add_fail_on(parser: argparse.ArgumentParser) -> None:
    """The option that says which findings make a command fail."""
    parser.add_argument(
        "--fail-on",
        choices=["high", "medium", "low", "new"],
        help="Exit with 1 only where a finding has this impact or a higher one; with new, where "
        "one is neither in the baseline nor where --against looks. (Default: low)",
    )
