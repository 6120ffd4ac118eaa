"""``fastapi-arch baseline``."""

from __future__ import annotations

import argparse
import os
import pathlib
from collections.abc import Sequence

from flake8_fastapi_arch.cli.printing import CLEAN, CONFIGURATION, complain, misuse


def baseline(argv: Sequence[str]) -> int:
    """Accept the findings of today, or take out of those accepted what is repaired."""
    from flake8_fastapi_arch import (
        baseline,
        configuration_view,
        first_configuration,
        flake8_run,
    )

    def add_options(parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--reason", default="", help="Why they are accepted, for all of them.")
        parser.add_argument(
            "--prune", action="store_true", help="Take out what is repaired; add nothing."
        )

    command = flake8_run.Command(
        name="baseline",
        usage="%(prog)s [--reason REASON | --prune] [options] [-o FILE] [PATH]",
        paths="directory of the project (default: the one around the working directory)",
        description=f"""\
Accept the findings of today, so that `check` and flake8 tell new ones alone.

They go into the file that fastapi-arch-baseline names, or -o, or else {baseline.FILE} in the
project's root. There they have a reason each, for you to write. The file only shrinks: what was
repaired is FAA002 until --prune takes it out.""",
        epilog=f"{CONFIGURATION}\nexit codes: 0 done · 2 wrong usage\n",
        add_options=add_options,
    )
    try:
        configured = flake8_run.configure(command, argv)
        options = configured.options
        named = [*options.outputs, options.fastapi_arch_baseline]
        options.fastapi_arch_baseline = None
        reviewed = flake8_run.review(configured)
        root = reviewed.project.root
        file = pathlib.Path(os.path.abspath(named[0] or root / baseline.FILE))
        shown = os.path.relpath(file)
        if options.prune:
            before = baseline.Baseline.load(file)
            if before.problem:
                raise flake8_run.BadUsage(f"{shown}: {before.problem}")
            if reviewed.unchecked:
                raise flake8_run.BadUsage(
                    f"{reviewed.unchecked[0]} could not be checked, and what is found elsewhere "
                    "may depend on it: mend it first"
                )
            codes = {checker.code for checker in reviewed.checkers}
            after = before.pruned(root, reviewed.found, codes)
            said = f"{shown}: took out {before.count - after.count}, left {after.count}"
        elif file.exists():
            raise flake8_run.BadUsage(
                f"{shown} is there and only shrinks: --prune takes out what is repaired; "
                "to accept all of today's findings, remove it first"
            )
        else:
            found = [d for diagnostics in reviewed.found.values() for d in diagnostics]
            after = baseline.Baseline.of(file, root, found, reviewed.diagnostics, options.reason)
            said = f"{shown}: accepted {after.count}"
    except flake8_run.BadUsage as error:
        return misuse("baseline", error)
    file.write_text(after.text(), encoding="utf-8")
    print(said)
    if named[-1] is None:
        into = first_configuration.destination(root, configuration_view.configuration_file(root))
        value = os.path.relpath(file, into.parent)
        entry = first_configuration.Entry("fastapi-arch-baseline", (), (value,))
        if configuration_view.pyproject_table(root) is not None:
            into = root / "pyproject.toml"
            section, text = "[tool.flake8]", entry.toml
        else:
            section, text = "[flake8]", entry.text
        print(f"now put this into {section} in {os.path.relpath(into)}:\n{text}", end="")
    for remark in reviewed.outcome.remarks:
        complain(remark)
    return CLEAN
