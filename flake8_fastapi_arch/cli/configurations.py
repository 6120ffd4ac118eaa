"""``fastapi-arch init``, ``config`` and ``test-rules``."""

from __future__ import annotations

import json
import os
import pathlib
from collections.abc import Sequence

from flake8_fastapi_arch.cli.printing import (
    CLEAN,
    FINDINGS,
    complain,
    configured,
    show,
    small_parser,
    table,
)


def init(argv: Sequence[str]) -> int:
    """Write a first configuration."""
    parser = small_parser(
        "init",
        "Write a first configuration, fit for the project: where imports start from, which routes "
        "strangers can\ncall, limits at today's worst. It goes into the file that flake8 reads, or "
        "a new .flake8; nothing that is\nset there is changed. Then print what to add for "
        "pre-commit.",
    )
    parser.add_argument("path", nargs="?", default=".", metavar="PATH", help="(default: .)")
    parser.add_argument("--dry-run", action="store_true", help="print it, write nothing")
    parsed = parser.parse_args(argv)
    directory = pathlib.Path(os.path.abspath(parsed.path))
    if not directory.is_dir():
        parser.error(f"there is no directory {parsed.path!r}")

    from flake8_fastapi_arch import configuration_view, first_configuration, flake8_run
    from flake8_fastapi_arch.catalog import catalog
    from flake8_fastapi_arch.project.modules.files import project_root

    root = project_root(directory / "any.py")
    there = configuration_view.configuration_file(root)
    settings = configured(parser, [f"--config={there}"] if there else [])
    project = flake8_run.project_at(settings, root)
    entries = first_configuration.entries(project, catalog())
    pyproject = configuration_view.pyproject_table(root)
    file = first_configuration.destination(root, there)
    before = file.read_text("utf-8") if file.is_file() else ""
    after = first_configuration.with_entries(before, entries)
    shown = os.path.relpath(file)
    if pyproject is not None:
        show(
            "Flake8-pyproject reads [tool.flake8] in pyproject.toml, and nothing else. Put there "
            "what you want of this:\n\n"
        )
        show("\n".join(entry.toml for entry in entries if entry.option not in pyproject))
    elif parsed.dry_run:
        show(f"# {shown}\n{after}")
    elif after == before:
        show(f"{shown} has it all already\n")
    else:
        file.write_text(after, "utf-8")
        show(f"wrote {shown}; `fastapi-arch config` shows what is in force\n")
    show("\nTo check before every commit, in .pre-commit-config.yaml:\n\n")
    show(first_configuration.hooks())
    show(
        "\nNext: `fastapi-arch check`, and `fastapi-arch explain CODE` for what it finds.\n"
        "What cannot be repaired now, `fastapi-arch baseline` accepts: only new ones tell.\n"
    )
    return CLEAN


def config(argv: Sequence[str]) -> int:
    """Show the options that are in force."""
    parser = small_parser(
        "config",
        "Show every option that is in force here, its value and where it came from: the default, "
        "the line of a\nconfiguration file, or the command line; any option of `fastapi-arch "
        "check` can be given to see its effect.",
    )
    parser.add_argument("--json", action="store_true", help="print JSON")
    parsed, others = parser.parse_known_args(argv)

    from flake8_fastapi_arch import configuration_view

    found = configuration_view.settings_in_force(configured(parser, others))
    if parsed.json:
        records = [setting._asdict() for setting in found]
        show(json.dumps(records, indent=2, default=str) + "\n")  # jobs, "auto", is no text
        return CLEAN
    rows = [[setting.name, setting.origin, _shown(setting.value)] for setting in found]
    show(table(["option", "from", "value"], rows))
    return CLEAN


def _shown(value: object) -> str:
    if isinstance(value, (list, tuple)):
        return ", ".join(map(str, value)) or "-"
    return "-" if value is None or value == "" else " ".join(str(value).split())


def test_rules(argv: Sequence[str]) -> int:
    """Try the team's own rules."""
    parser = small_parser(
        "test-rules",
        "Try the team's own rules, FAA901 to FAA999, on the code beside them: each must find its "
        "`bad` snippets,\nand nothing in its `good` ones. Rules that cannot be read are told, too.",
    )
    parser.add_argument(
        "path", nargs="?", metavar="PATH", help="directory of rules (default: as configured)"
    )
    parsed, others = parser.parse_known_args(argv)

    settings = configured(parser, others)
    directory = parsed.path or settings.options.fastapi_arch_rules
    if directory is None:
        parser.error("no directory of rules: name one, or set fastapi-arch-rules")

    from flake8_fastapi_arch import team

    read = team.load(pathlib.Path(directory))
    problems = [*read.problems]
    for rule in read.rules:
        wrong = list(team.check_snippets(rule))
        problems += wrong
        tried = f"{len(rule.bad)} bad, {len(rule.good)} good"
        verdict = "failed" if wrong else "passed" if rule.bad else "not proved: it has no `bad`"
        show(f"{rule.checker.code} {verdict} ({tried})\n")
    for problem in problems:
        complain(f"{os.path.relpath(problem.path)}:{problem.line}: {problem.reason}")
    return FINDINGS if problems else CLEAN
