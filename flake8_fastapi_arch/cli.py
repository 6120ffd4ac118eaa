"""The command ``fastapi-arch``: the only module that prints.

What a subcommand needs is imported when it runs, so that a quick question gets a quick answer.
"""

from __future__ import annotations

import argparse
import contextlib
import dataclasses
import io
import json
import os
import pathlib
import re
import sys
import traceback
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from flake8_fastapi_arch import __version__
from flake8_fastapi_arch.interpreter import deep_stack, without_collector

if TYPE_CHECKING:
    from flake8_fastapi_arch.checker import Checker, Option
    from flake8_fastapi_arch.flake8_run import Command, Outcome, Progress
    from flake8_fastapi_arch.replay import Printed
    from flake8_fastapi_arch.reporting import Reported
    from flake8_fastapi_arch.review.formats import Target

CLEAN, FINDINGS, MISUSE = 0, 1, 2

# As flake8 prints it, with or without the column.
_PLACE = re.compile(r"(?P<path>.+\.pyi?):(?P<line>\d+)(?::\d*)?")

_EXIT_CODES = """\
exit codes:
  0  clean: nothing was found, or --exit-zero is given
  1  something was found
  2  the command line or the configuration is wrong; standard error says what to do
"""
_ROUTES_EXIT_CODES = """\
exit codes:
  0  done
  1  with --against: a guard was lost
  2  the command line, the configuration or the revision is wrong
"""
_CONFIGURATION = """\
configuration:
  That of flake8, read by flake8: [flake8] in setup.cfg, tox.ini or .flake8. Our options can stand
  there without their dashes, and so can most of flake8's. Findings are silenced as everywhere in
  flake8: `# noqa: FAA401`, per-file-ignores, extend-ignore. Opt-in checkers are turned on by their
  code, as in extend-select = FAA107. `fastapi-arch checkers` lists all of them, `fastapi-arch
  explain FAA107` tells what one is for.
"""


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
        _complain("stopped")
        return 130
    except OSError as error:
        _complain(f"{error}")
        return MISUSE
    except Exception as error:
        frame = traceback.extract_tb(error.__traceback__)[-1]
        where = f"{pathlib.Path(frame.filename).name}:{frame.lineno}"
        _complain(f"internal error at {where}: {type(error).__name__}: {error}; please report it")
        return MISUSE


def _run(arguments: list[str]) -> int:
    match arguments:
        case ["check", *rest]:  # flake8's parser reads these two, not ours
            return _check(rest)
        case ["report", *rest]:
            return _report(rest)
        case ["plan", *rest]:
            return _plan(rest)
        case ["baseline", *rest]:
            return _baseline(rest)
        case ["routes", *rest]:
            return _routes(rest)
        case ["graph", *rest]:
            return _graph(rest)
        case ["explain", asked, *rest] if place := _PLACE.fullmatch(asked):
            return _explain_place(place["path"], int(place["line"]), rest)
        case ["config", *rest]:
            return _config(rest)
        case ["init", *rest]:
            return _init(rest)
        case ["test-rules", *rest]:
            return _test_rules(rest)
        case ["lsp", *rest]:
            return _lsp(rest)
    parsed = _parser().parse_args(arguments)
    act: Callable[[argparse.Namespace], int] = parsed.act
    return act(parsed)


def _parser() -> argparse.ArgumentParser:
    raw = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser(
        prog="fastapi-arch",
        description="Find what goes wrong in the architecture of a FastAPI backend, across files, "
        "at the exact line.\nThe code is read, never run, imported or changed.",
        epilog=f"{_EXIT_CODES}\n`fastapi-arch COMMAND -h` tells more of each command.",
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
    checkers = commands.add_parser(
        "checkers",
        help="list all checkers",
        description="List all checkers: code, name, dimension, anti-pattern, impact, priority and "
        "when each speaks:\n  always  in flake8 and in the review\n"
        "  review  in the review; in flake8 where extend-select names its code\n"
        "  asked   only where extend-select names its code",
        formatter_class=raw,
    )
    checkers.add_argument(
        "--format", choices=["table", "json"], default="table", help="(default: %(default)s)"
    )
    checkers.set_defaults(act=_checkers)
    clean = commands.add_parser(
        "clean",
        help="remove what earlier runs kept of a project",
        description="Remove the cache of a project: what earlier runs read and found. It is "
        "made again by the next run.",
    )
    clean.add_argument("path", nargs="?", default=".", metavar="PATH", help="(default: .)")
    clean.set_defaults(act=_clean)
    explain = commands.add_parser(
        "explain",
        help="tell why a checker speaks, with a bad and a good example",
        description="Tell why a checker speaks, with a bad and a good example; or, of a line, what "
        "is found there,\nhow it comes to it and, where that is certain, a patch that repairs it. "
        "With a line, flake8's options count, too.",
        formatter_class=raw,
    )
    explain.add_argument(
        "code",
        metavar="CODE|PATH:LINE",
        help="the checker's code or name: FAA401, blocking-call-in-async; or app/main.py:45",
    )
    explain.set_defaults(act=_explain)
    return parser


# ── check, report and plan: flake8 reads the command line and the configuration


def _check(argv: Sequence[str]) -> int:
    from flake8_fastapi_arch.replay import Asked, Printed

    asked = Asked.of(argv)
    again = asked.answer()
    if again is not None:
        sys.stdout.buffer.write(again.output)
        return _finish(again)
    with _captured() as output:
        outcome = _check_anew(argv)
        sys.stdout.flush()
        printed = output.getvalue()
    if outcome is None:
        return MISUSE
    if outcome.basis is not None:
        asked.keep(Printed(printed, outcome.remarks, outcome.exit_code), outcome.basis)
    return _finish(outcome)


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
{_CONFIGURATION}
formats:
  Besides those of flake8, --format takes {", ".join(formats.LISTS)}.
  `-o findings.sarif -o junit:findings.xml` writes both.

{_EXIT_CODES}""",
        add_options=_add_fail_on,
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
        _misuse("check", error)
        return None
    for target in targets:
        if target.form is not None:
            _write(target, formats.LISTS[target.form](outcome.findings))
    if outcome.count is not None:
        print(outcome.count)
    return outcome


def _report(argv: Sequence[str]) -> int:
    from flake8_fastapi_arch import flake8_run, reporting
    from flake8_fastapi_arch.review import formats

    def add_options(parser: argparse.ArgumentParser) -> None:
        _add_fail_on(parser)
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
{_CONFIGURATION}
formats:
  markdown and html are to be read, json holds the whole review for programs; sarif, github, gitlab,
  junit and checkstyle list the findings. `-o review.html -o review.json -o gitlab:quality.json`
  writes three files at once.

{_EXIT_CODES}""",
        add_options=add_options,
        formats=formats.REPORTS,
    )
    return _reported(command, reporting.report, argv)


def _plan(argv: Sequence[str]) -> int:
    from flake8_fastapi_arch import flake8_run, reporting

    command = flake8_run.Command(
        name="plan",
        usage="%(prog)s [options] [-o FILE] [PATH]",
        paths="directory of the project (default: the one around the working directory)",
        description="""\
Write an action plan: what to do about the findings, in phases, as tasks that say which ones come
before. Each finding belongs to one task. Markdown has checklists; JSON and CSV have a record a
task, to be imported into an issue tracker.""",
        epilog=f"{_CONFIGURATION}\nexit codes: 0 done · 2 wrong usage\n",
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
        return _misuse(command.name, error)
    for target, text in reported.texts:
        _write(target, text)
        if target.file is not None and sys.stderr.isatty():
            _complain(f"wrote {target.file}")
    for remark in reported.remarks:
        _complain(remark)
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

        def show(what: str, done: int, total: int) -> None:
            name, of = escape(visible(what)), total or None
            bar.update(task, description=name, completed=done, total=of, refresh=True)

        yield show


def _add_fail_on(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--fail-on",
        choices=["high", "medium", "low", "new"],
        help="Exit with 1 only where a finding has this impact or a higher one; with new, where "
        "one is neither in the baseline nor where --against looks. (Default: low)",
    )


def _baseline(argv: Sequence[str]) -> int:
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
        epilog=f"{_CONFIGURATION}\nexit codes: 0 done · 2 wrong usage\n",
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
        return _misuse("baseline", error)
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
        _complain(remark)
    return CLEAN


def _write(target: Target, text: str) -> None:
    if target.file is None:
        _print(text)
    else:
        with open(target.file, "wb") as file:
            file.write(text.encode("utf-8", "backslashreplace"))


# ── routes


def _routes(argv: Sequence[str]) -> int:
    parser = _routes_parser()
    parsed, others = parser.parse_known_args(argv)
    directory = pathlib.Path(parsed.path)
    if not directory.is_dir():
        parser.error(f"there is no directory {parsed.path!r}")

    from flake8_fastapi_arch import flake8_run, routes_view, surface

    command = flake8_run.Command("routes", parser.format_usage(), "", "", "")
    try:
        configured = flake8_run.configure(command, others)
    except flake8_run.BadUsage as error:
        return _misuse("routes", error)

    def inventory(directory: pathlib.Path) -> list[routes_view.Record]:
        root = _import_root(directory)
        project = flake8_run.project_at(configured, root)
        for gap in project.application.unresolved:
            _complain(f"{gap.path}:{gap.line}: routes are missing: {gap.reason}")
        records = routes_view.to_records(
            project.application,
            project.authentication,
            project.query_counts,
            project.test_requests,
        )
        records += routes_view.records_of_others(project.application)
        for record in records:
            if record["file"]:
                record["file"] = os.path.relpath(root / record["file"], directory)
        return [record for record in records if _is_wanted(record, parsed)]

    now = inventory(directory.resolve())
    if parsed.against is None:
        _show_routes(now, parsed.format)
        return CLEAN
    try:
        with surface.checked_out(directory, parsed.against) as before:
            changes = surface.compare(inventory(before), now)
    except surface.NoRevision as error:
        return _misuse("routes", error)
    if parsed.format == "json":
        _print(json.dumps([dataclasses.asdict(change) for change in changes], indent=2) + "\n")
    else:
        mark = "- " if parsed.format == "markdown" else ""
        _print("".join(f"{mark}{change.text}\n" for change in changes))
    return FINDINGS if any(c.kind == surface.GUARD_LOST for c in changes) else CLEAN


def _routes_parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="fastapi-arch routes",
        description="List the routes that the application serves, as FastAPI would match them: "
        "with all prefixes, and with what guards them\nfrom wherever it is inherited. "
        "A guard followed by `?` says that something on the way could not be resolved.",
        epilog=f"{_ROUTES_EXIT_CODES}\nflake8's --config, --append-config and --isolated, and our "
        "--fastapi-arch-... options count, too.",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    add = parser.add_argument
    add("path", nargs="?", default=".", metavar="PATH", help="directory to read (default: .)")
    formats = ["table", "json", "markdown", "mermaid"]
    add("--format", choices=formats, default="table", help="(default: %(default)s)")
    add("--unguarded", action="store_true", help="only routes that strangers surely get into")
    add("--method", metavar="METHOD", help="only routes of this method")
    add("--path", dest="glob", metavar="GLOB", help="only paths that match: '/users/*'")
    add("--tag", metavar="TAG", help="only routes with this tag")
    add(
        "--against",
        metavar="REV",
        help="instead, what changed since git revision REV: routes, guards, status, models",
    )
    return parser


def _is_wanted(record: dict[str, Any], parsed: argparse.Namespace) -> bool:
    import fnmatch

    return (
        (not parsed.unguarded or record["access"] == "open")
        and (parsed.method is None or record["method"] == parsed.method.upper())
        and (parsed.glob is None or fnmatch.fnmatchcase(record["path"], parsed.glob))
        and (parsed.tag is None or parsed.tag in record["tags"])
    )


def _show_routes(records: list[dict[str, Any]], form: str) -> None:
    from flake8_fastapi_arch import routes_view

    match form:
        case "json":
            _print(routes_view.to_json(records) + "\n")
        case "markdown":
            _print(routes_view.to_markdown(records) + "\n")
        case "mermaid":
            _print(routes_view.to_mermaid(records) + "\n")
        case _ if sys.stdout.isatty():
            from rich.console import Console

            routes_view.print_table(records, Console())
        case _:
            _print(routes_view.to_plain(records) + "\n")


# ── graph


def _graph(argv: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(
        prog="fastapi-arch graph",
        description="Draw the layers of a project (routers, services, repositories, models ...) "
        "and the imports between them; those that point upwards are marked.\nWhat a module is for "
        "is told by what it contains; `fastapi-arch-layers` has the last word.",
        epilog="exit codes: 0 no import points upwards · 1 some do · 2 wrong usage\nflake8's "
        "--config, --append-config and --isolated, and our --fastapi-arch-... options count, too.",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    add = parser.add_argument
    add("path", nargs="?", default=".", metavar="PATH", help="directory to read (default: .)")
    formats = ["mermaid", "dot", "json"]
    add("--format", choices=formats, default="mermaid", help="(default: %(default)s)")
    add(
        "--fastapi-arch-layers",
        metavar="layers",
        help="roles that are settled, 'role: pattern of paths', in place of those configured",
    )
    parsed, others = parser.parse_known_args(argv)
    directory = pathlib.Path(parsed.path)
    if not directory.is_dir():
        parser.error(f"there is no directory {parsed.path!r}")
    if parsed.fastapi_arch_layers:
        others += ["--fastapi-arch-layers", parsed.fastapi_arch_layers]
    from flake8_fastapi_arch import flake8_run, graph_view

    command = flake8_run.Command("graph", parser.format_usage(), "", "", "")
    try:
        configured = flake8_run.configure(command, others)
    except flake8_run.BadUsage as error:
        return _misuse("graph", error)
    graph = graph_view.graph_of(flake8_run.project_at(configured, _import_root(directory)))
    forms = {
        "mermaid": graph_view.to_mermaid, "dot": graph_view.to_dot, "json": graph_view.to_json,
    }  # fmt: skip
    _print(forms[parsed.format](graph) + "\n")
    return FINDINGS if any(edge["violation"] for edge in graph["imports"]) else CLEAN


def _import_root(directory: pathlib.Path) -> pathlib.Path:
    """Where the package at *directory* is imported from; any other directory is its own."""
    root = directory.resolve()
    while (root / "__init__.py").exists():
        root = root.parent
    return root


def _misuse(command: str, error: Exception) -> int:
    _complain(f"{error}\ntry: fastapi-arch {command} -h")
    return MISUSE


def _finish(outcome: Outcome | Printed) -> int:
    for remark in outcome.remarks:
        _complain(remark)
    return outcome.exit_code


# ── init, config and test-rules


def _init(argv: Sequence[str]) -> int:
    parser = _small_parser(
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
    command = flake8_run.Command("init", parser.format_usage(), "", "", "")
    try:
        configured = flake8_run.configure(command, [f"--config={there}"] if there else [])
    except flake8_run.BadUsage as error:
        return _misuse("init", error)
    project = flake8_run.project_at(configured, root)
    entries = first_configuration.entries(project, catalog())
    table = configuration_view.pyproject_table(root)
    file = first_configuration.destination(root, there)
    before = file.read_text("utf-8") if file.is_file() else ""
    after = first_configuration.with_entries(before, entries)
    shown = os.path.relpath(file)
    if table is not None:
        _print(
            "Flake8-pyproject reads [tool.flake8] in pyproject.toml, and nothing else. Put there "
            "what you want of this:\n\n"
        )
        _print("\n".join(entry.toml for entry in entries if entry.option not in table))
    elif parsed.dry_run:
        _print(f"# {shown}\n{after}")
    elif after == before:
        _print(f"{shown} has it all already\n")
    else:
        file.write_text(after, "utf-8")
        _print(f"wrote {shown}; `fastapi-arch config` shows what is in force\n")
    _print("\nTo check before every commit, in .pre-commit-config.yaml:\n\n")
    _print(first_configuration.hooks())
    _print(
        "\nNext: `fastapi-arch check`, and `fastapi-arch explain CODE` for what it finds.\n"
        "What cannot be repaired now, `fastapi-arch baseline` accepts: only new ones tell.\n"
    )
    return CLEAN


def _config(argv: Sequence[str]) -> int:
    parser = _small_parser(
        "config",
        "Show every option that is in force here, its value and where it came from: the default, "
        "the line of a\nconfiguration file, or the command line; any option of `fastapi-arch "
        "check` can be given to see its effect.",
    )
    parser.add_argument("--json", action="store_true", help="print JSON")
    parsed, others = parser.parse_known_args(argv)

    from flake8_fastapi_arch import configuration_view, flake8_run

    command = flake8_run.Command("config", parser.format_usage(), "", "", "")
    try:
        configured = flake8_run.configure(command, others)
    except flake8_run.BadUsage as error:
        return _misuse("config", error)
    found = configuration_view.settings_in_force(configured)
    if parsed.json:
        records = [setting._asdict() for setting in found]
        _print(json.dumps(records, indent=2, default=str) + "\n")  # jobs, "auto", is no text
        return CLEAN
    rows = [[setting.name, setting.origin, _shown(setting.value)] for setting in found]
    _print(_table(["option", "from", "value"], rows))
    return CLEAN


def _shown(value: object) -> str:
    if isinstance(value, (list, tuple)):
        return ", ".join(map(str, value)) or "-"
    return "-" if value is None or value == "" else " ".join(str(value).split())


def _test_rules(argv: Sequence[str]) -> int:
    parser = _small_parser(
        "test-rules",
        "Try the team's own rules, FAA901 to FAA999, on the code beside them: each must find its "
        "`bad` snippets,\nand nothing in its `good` ones. Rules that cannot be read are told, too.",
    )
    parser.add_argument(
        "path", nargs="?", metavar="PATH", help="directory of rules (default: as configured)"
    )
    parsed, others = parser.parse_known_args(argv)

    from flake8_fastapi_arch import flake8_run

    command = flake8_run.Command("test-rules", parser.format_usage(), "", "", "")
    try:
        configured = flake8_run.configure(command, others)
    except flake8_run.BadUsage as error:
        return _misuse("test-rules", error)
    directory = parsed.path or configured.options.fastapi_arch_rules
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
        _print(f"{rule.checker.code} {verdict} ({tried})\n")
    for problem in problems:
        _complain(f"{os.path.relpath(problem.path)}:{problem.line}: {problem.reason}")
    return FINDINGS if problems else CLEAN


def _small_parser(name: str, description: str) -> argparse.ArgumentParser:
    return argparse.ArgumentParser(
        prog=f"fastapi-arch {name}",
        description=description,
        epilog="exit codes: 0 done · 1 something is wrong with what was looked at · 2 wrong usage",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )


# ── lsp


def _lsp(argv: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(
        prog="fastapi-arch lsp",
        description="Serve an editor on standard input and output, in the language server "
        "protocol: what `fastapi-arch check`\nfinds, while somebody types, and what each handler "
        "serves. Nothing is changed unless the user chooses it.",
        epilog="Options of `fastapi-arch check` count, too, beside each folder's configuration.",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    # Editors say so by themselves; there is no other way to speak to us.
    parser.add_argument("--stdio", action="store_true", help=argparse.SUPPRESS)
    _, others = parser.parse_known_args(argv)
    try:
        from flake8_fastapi_arch.editor import server
    except ModuleNotFoundError as error:
        if error.name not in ("pygls", "lsprotocol"):
            raise
        _complain("this needs pygls, which is not installed")
        _complain("try: pip install 'flake8-fastapi-arch[lsp]'")
        return MISUSE
    server.start(others)
    return CLEAN


# ── checkers and explain


_KEYS = ["code", "name", "dimension", "pattern", "impact", "priority", "when"]
_COLUMNS = ["anti-pattern" if key == "pattern" else key for key in _KEYS]


def _checkers(parsed: argparse.Namespace) -> int:
    checkers = _all_checkers()
    if parsed.format == "json":
        _print(json.dumps([_identity(checker) for checker in checkers], indent=2) + "\n")
    else:
        rows = [[str(_identity(checker)[key]) for key in _KEYS] for checker in checkers]
        _print(_table(_COLUMNS, rows))
    return CLEAN


def _identity(checker: Checker[Any]) -> dict[str, object]:
    return {
        "code": checker.code,
        "name": checker.name,
        "dimension": checker.dimension.title,
        "pattern": checker.pattern,
        "impact": checker.impact.value,
        "priority": checker.priority.value,
        "when": checker.when.value,
        "cwe": checker.cwe,
        "references": checker.references,
    }


def _explain(parsed: argparse.Namespace) -> int:
    checkers = _all_checkers()
    asked = parsed.code
    for checker in checkers:
        if asked.upper() == checker.code or asked.lower() == checker.name:
            _print(_head(checker))
            _print_markdown(checker.story.strip())
            return CLEAN
    near = _near(asked, checkers)
    hint = f"; did you mean {near}?" if near else ""
    _complain(f"no checker is called {asked!r}{hint}\ntry: fastapi-arch checkers")
    return MISUSE


def _explain_place(path: str, line: int, argv: Sequence[str]) -> int:
    from flake8_fastapi_arch import flake8_run

    command = flake8_run.Command("explain", "%(prog)s PATH:LINE [options]", "", "", "")
    try:
        reviewed = flake8_run.review(flake8_run.configure(command, [path, *argv]))
    except flake8_run.BadUsage as error:
        return _misuse("explain", error)

    from flake8_fastapi_arch.patches.patch import patch_for
    from flake8_fastapi_arch.review.to_explanation import render

    found = [d for d in reviewed.diagnostics if d.match.line == line]
    for diagnostic in found:
        _print_markdown(render(diagnostic, patch_for(diagnostic, reviewed.project)))
    if not found:
        lines = sorted({diagnostic.match.line for diagnostic in reviewed.diagnostics})
        elsewhere = f"; there is in {_listed(lines)}" if lines else ", nor elsewhere in this file"
        _print(f"nothing was found in line {line}{elsewhere}\n")
    return CLEAN


def _listed(lines: Sequence[int]) -> str:
    return ("line " if len(lines) == 1 else "lines ") + ", ".join(map(str, lines))


def _head(checker: Checker[Any]) -> str:
    turned_on = {
        "always": "always: in flake8 and in the review",
        "review": f"in the review; in flake8 with extend-select = {checker.code}",
        "asked": f"only with extend-select = {checker.code}",
    }
    rows = [
        ["dimension", checker.dimension.title],
        ["anti-pattern", checker.pattern or "-"],
        ["impact", checker.impact.value],
        ["priority", checker.priority.value],
        ["speaks", turned_on[checker.when.value]],
        ["says", f"{checker.code} {checker.message}"],
        *(["option", f"{_setting(option)}: {option.help}"] for option in checker.options),
        *(["weakness", f"{name}: {address}"] for name, address in checker.weaknesses),
        *(["see", address] for address in checker.references),
    ]
    return f"{checker.code} {checker.name}\n\n{_table([], rows)}\n"


def _setting(option: Option) -> str:
    default = option.default
    value = str(default) if isinstance(default, int) else ",".join(default)
    return f"{option.name} = {value}"


def _near(asked: str, checkers: Iterable[Checker[Any]]) -> str:
    """Three checkers whose codes begin as *asked* does, or else those of similar names."""
    import difflib

    names = {checker.code: checker.name for checker in checkers}
    for beginning in (asked.upper()[:5], asked.upper()[:4]):
        codes = [code for code in names if len(beginning) > 3 and code.startswith(beginning)]
        if codes:
            return " or ".join(f"{code} ({names[code]})" for code in codes[:3])
    return " or ".join(difflib.get_close_matches(asked.lower(), names.values()))


def _clean(parsed: argparse.Namespace) -> int:
    import shutil

    from flake8_fastapi_arch.cache import DIRECTORY
    from flake8_fastapi_arch.project.modules.files import project_root

    path = pathlib.Path(os.path.abspath(parsed.path))
    if not path.is_dir():
        _complain(f"there is no directory {parsed.path!r}")
        return MISUSE
    directory = project_root(path / "any.py") / DIRECTORY
    if directory.is_symlink():
        directory.unlink()  # what it leads to is not ours
    elif directory.is_dir():
        shutil.rmtree(directory)
        print(f"removed {os.path.relpath(directory)}")
    return CLEAN


def _all_checkers() -> list[Checker[Any]]:
    from flake8_fastapi_arch.catalog import catalog
    from flake8_fastapi_arch.tool import TOOL_CHECKERS

    return [*TOOL_CHECKERS, *catalog()]


# ── printing


def _table(head: list[str], rows: list[list[str]]) -> str:
    """Columns as wide as they must be; the last one is left ragged."""
    lines = [head, *rows] if head else rows
    widths = [max(map(len, column)) for column in zip(*lines)]
    return "".join(
        "  ".join(word.ljust(width) for word, width in zip(line, widths)).rstrip() + "\n"
        for line in lines
    )


def _print(text: str) -> None:
    """Print *text* in UTF-8 wherever it goes, as flake8 does."""
    sys.stdout.flush()
    sys.stdout.buffer.write(text.encode("utf-8", "backslashreplace"))


def _print_markdown(text: str) -> None:
    """Print *text* as it is, or laid out and coloured where a terminal shows it."""
    if sys.stdout.isatty():
        from rich.console import Console
        from rich.markdown import Markdown

        sys.stdout.flush()
        Console().print(Markdown(text))
    else:
        _print(text + "\n")


def _complain(message: str) -> None:
    for line in message.splitlines():
        print(f"fastapi-arch: {line}", file=sys.stderr)
