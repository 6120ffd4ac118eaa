"""The commands ``report`` and ``plan``, from the command line to the texts; prints nothing."""

from __future__ import annotations

import argparse
import contextlib
import dataclasses
import importlib.util
import os
import pathlib
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence

from flake8_fastapi_arch import flake8_run, plugin, surface
from flake8_fastapi_arch.checker import Dimension
from flake8_fastapi_arch.review import document, formats, to_json, to_markdown, to_plan
from flake8_fastapi_arch.review.comparison import Earlier, accepted, earlier
from flake8_fastapi_arch.review.focus import Focus
from flake8_fastapi_arch.review.formats import Target
from flake8_fastapi_arch.review.merged import merged
from flake8_fastapi_arch.review.review import Review, build_review
from flake8_fastapi_arch.review.tasks import action_plan

PLANS = ("markdown", "json", "csv")
_MERGED = ("markdown", "html", "json")


class Misuse(Exception):
    """What is asked for makes no sense; the message is for people."""


@dataclasses.dataclass(frozen=True)
class Reported:
    """The texts with where they go, and how the command ends."""

    texts: tuple[tuple[Target, str], ...]
    exit_code: int
    remarks: tuple[str, ...] = ()


def add_report_options(parser: argparse.ArgumentParser) -> None:
    """The options of ``report`` besides those of flake8."""
    _add_focus(parser)
    add = parser.add_argument
    add("--explain-scores", action="store_true", help="Show how each score comes about.")
    add(
        "--against",
        metavar="REV|FILE",
        help="Tell what is new, fixed and unchanged since a git revision, or since a report that "
        "was written as JSON.",
    )
    add(
        "--merge",
        metavar="FILE",
        nargs="+",
        help="Instead of a review, make one overview of reports that were written as JSON.",
    )
    parser.add_argument(
        "--from-flake8",
        metavar="FILE",
        help="Review what flake8 has printed into FILE (- is standard input); check nothing.",
    )


def add_plan_options(parser: argparse.ArgumentParser) -> None:
    """The options of ``plan`` besides those of flake8."""
    _add_focus(parser)


def report(
    command: flake8_run.Command, argv: Sequence[str], progress: flake8_run.Progress
) -> Reported:
    """Run ``fastapi-arch report`` with the arguments *argv*. Raises Misuse."""
    with _told():
        configured = flake8_run.configure(command, argv)
        options = configured.options
        known = _MERGED if options.merge else formats.REPORTS
        targets = formats.targets(
            options.outputs, options.report_format, known, known[0], options.tee
        )
        forms = {target.form for target in targets}
        if "html" in forms and importlib.util.find_spec("jinja2") is None:
            raise Misuse("html needs Jinja2: pip install 'flake8-fastapi-arch[html]'")
        if options.merge:
            return _merge([pathlib.Path(name) for name in options.merge], targets)
        if "changes" in forms and options.against is None and not options.fastapi_arch_baseline:
            raise Misuse(
                "changes are told since something: add --against REV or --against FILE, or accept "
                "what is there with `fastapi-arch baseline`"
            )
        if options.fail_on == "new" and options.against is None:
            flake8_run.check_baseline(options)
        with _then(configured) as then:
            if options.from_flake8 is None:
                reviewed = flake8_run.review(
                    configured, patches="sarif" in forms, focus=_focus(options), progress=progress
                )
            else:
                reviewed = _retold(configured, patches="sarif" in forms)
            progress("writing the review", 0, 0)
            review = built(reviewed, then() or _accepted(reviewed))
        findings = [
            dataclasses.replace(finding, state=_state(review, finding.fingerprint))
            for finding in reviewed.outcome.findings
        ]
    texts = []
    for target in targets:
        match target.form:
            case "markdown":
                text = to_markdown.render(review, explains_scores=options.explain_scores)
            case "summary":
                text = to_markdown.render_summary(review)
            case "changes":
                text = to_markdown.render_changes(review)
            case "html":
                from flake8_fastapi_arch.review import to_html  # brings Jinja2, an extra

                text = to_html.render(review)
            case "json":
                text = to_json.render(review)
            case form:
                text = formats.LISTS[str(form)](findings)
        texts.append((target, text))
    exit_code = reviewed.outcome.exit_code
    if exit_code == 1 and options.fail_on == "new" and options.against is not None:
        exit_code = int(any(found.rule is None or found.state == "new" for found in findings))
    return Reported(tuple(texts), exit_code, reviewed.outcome.remarks)


def plan(
    command: flake8_run.Command, argv: Sequence[str], progress: flake8_run.Progress
) -> Reported:
    """Run ``fastapi-arch plan`` with the arguments *argv*. Raises Misuse."""
    with _told():
        configured = flake8_run.configure(command, argv)
        options = configured.options
        targets = formats.targets(
            options.outputs, options.report_format, PLANS, PLANS[0], options.tee
        )
        reviewed = flake8_run.review(configured, focus=_focus(options), progress=progress)
    written = action_plan(built(reviewed, None))
    renderers = {
        "markdown": to_plan.to_markdown, "json": to_plan.to_json, "csv": to_plan.to_csv,
    }  # fmt: skip
    texts = tuple((target, renderers[str(target.form)](written)) for target in targets)
    return Reported(texts, 0, reviewed.outcome.remarks)


@contextlib.contextmanager
def _told() -> Iterator[None]:
    """What may be wrong with a command line, as Misuse."""
    try:
        yield
    except (
        flake8_run.BadUsage, formats.UnknownForm, document.NoReview, surface.NoRevision,
    ) as error:  # fmt: skip
        raise Misuse(str(error)) from error


def _retold(configured: flake8_run.Configured, *, patches: bool) -> flake8_run.Reviewed:
    """The review of what flake8 printed; raises BadUsage where that cannot be read."""
    options = configured.options
    name = options.from_flake8
    try:
        with open(0 if name == "-" else name, "rb") as file:
            printed = file.read().decode("utf-8", "replace")
    except OSError as error:
        raise flake8_run.BadUsage(f"{name}: {error.strerror}") from error
    told = flake8_run.told_in(printed.splitlines())
    if printed.strip() and not told:
        source = "standard input" if name == "-" else name
        raise flake8_run.BadUsage(
            f"{source}: no line is one of flake8's, as app/main.py:3:1: FAA401 ..."
        )
    root = flake8_run.project_meant(configured)
    options.filenames = options.filenames or [os.path.relpath(root)]
    options.extend_select = [*(options.extend_select or ()), *{line.code for line in told}]
    settings = dataclasses.replace(plugin.settings(options), root=str(root))
    analysis = plugin.analysis(settings, options, review=True)
    return flake8_run.retold(options, told, analysis, root, patches=patches, focus=_focus(options))


def built(reviewed: flake8_run.Reviewed, then: Earlier | None = None) -> Review:
    """The review, beside an earlier one where there is *then*."""
    heard = set(map(id, reviewed.diagnostics))
    silenced = sum(id(each) not in heard for found in reviewed.found.values() for each in found)
    root = reviewed.project.root
    checked = {os.path.relpath(file, root).replace(os.sep, "/") for file in reviewed.found}
    return build_review(
        reviewed.diagnostics,
        reviewed.project,
        reviewed.checkers,
        reviewed.focus,
        silenced,
        then,
        checked,
    )


def _accepted(reviewed: flake8_run.Reviewed) -> Earlier | None:
    """The baseline to compare with, where the configuration names one that can be used."""
    baseline = reviewed.baseline
    if baseline is None or baseline.problem:
        return None
    found, heard = reviewed.found, reviewed.diagnostics
    return accepted(baseline, reviewed.project.root, found, heard, reviewed.checkers)


def _state(review: Review, fingerprint: str) -> str:
    """How a finding compares with then, in SARIF's words; "" where nothing was compared."""
    if review.comparison is None:
        return ""
    is_new = any(place.fingerprint == fingerprint for place in review.comparison.new)
    return "new" if is_new else "unchanged"


def _merge(files: Sequence[pathlib.Path], targets: Sequence[Target]) -> Reported:
    overview = merged([(str(file), document.read(file)) for file in files])
    texts = []
    for target in targets:
        match target.form:
            case "html":
                from flake8_fastapi_arch.review import to_html  # brings Jinja2, an extra

                text = to_html.render_overview(overview)
            case "json":
                text = overview.to_json()
            case _:
                text = overview.to_markdown()
        texts.append((target, text))
    return Reported(tuple(texts), 0)


# ── parts of a review


def _add_focus(parser: argparse.ArgumentParser) -> None:
    names = [dimension.package for dimension in Dimension if dimension is not Dimension.TOOL]
    add = parser.add_argument
    add(
        "--dimension",
        dest="dimensions",
        metavar="NAME",
        action="append",
        choices=names,
        default=[],
        help=f"Only this dimension, more than one if given again: {', '.join(names)}.",
    )
    add(
        "--only",
        dest="only",
        metavar="CODES",
        action="append",
        default=[],
        help="Only these checkers, by code or beginning of one: FAA2, or FAA301,FAA302.",
    )
    add(
        "--path",
        dest="paths",
        metavar="PATH",
        action="append",
        default=[],
        help="Only what is found in this file or directory, or in files that match a pattern.",
    )


def _focus(options: argparse.Namespace) -> Focus:
    """What the options ask for; raises Misuse where no checker has such a code."""
    codes = [code.strip().upper() for given in options.only for code in given.split(",")]
    for code in codes:
        if not flake8_run.has_checker(code):
            raise Misuse(f"--only {code}: no checker has such a code")
    return Focus(
        tuple(map(Dimension.of_package, options.dimensions)), tuple(codes), tuple(options.paths)
    )


# ── then and now


@contextlib.contextmanager
def _then(configured: flake8_run.Configured) -> Iterator[Callable[[], Earlier | None]]:
    """A function that gives the review to compare with, if one is asked for.

    A revision is reviewed by a process of its own beside this one, in a copy of the repository as
    it was, with the configuration that it had. Raises NoReview and NoRevision, the function too.
    """
    against = configured.options.against
    if against is None:
        yield lambda: None
    elif os.path.isfile(against):
        found = earlier(document.read(pathlib.Path(against)), pathlib.Path(against).name)
        yield lambda: found
    else:
        root = flake8_run.project_meant(configured)
        with (
            surface.checked_out(root, against, whole=True) as directory,
            tempfile.TemporaryDirectory() as place,
        ):
            written = pathlib.Path(place) / "then.json"
            process = _started(configured, directory, written)
            try:
                yield lambda: _finished(process, written, against)
            finally:
                process.kill()


def _started(
    configured: flake8_run.Configured, directory: pathlib.Path, written: pathlib.Path
) -> subprocess.Popen[bytes]:
    options = [*_handed_on(configured), "--exit-zero", "--no-cache"]
    return subprocess.Popen(
        [
            *(sys.executable, "-m", "flake8_fastapi_arch", "report", "."),
            *(*options, "-o", f"json:{written}"),
        ],
        cwd=directory,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )


def _finished(process: subprocess.Popen[bytes], written: pathlib.Path, name: str) -> Earlier:
    _, errors = process.communicate()
    if process.returncode != 0:
        said = errors.decode("utf-8", "replace").strip().removeprefix("fastapi-arch: ")
        raise document.NoReview(f"{name} cannot be reviewed: {said}")
    return earlier(document.read(written), name)


def _handed_on(configured: flake8_run.Configured) -> list[str]:
    """The options of the command line that also hold for another revision: flake8's and ours that
    say what is checked, not where it is written or which part of it is shown."""
    parser = argparse.ArgumentParser(add_help=False, allow_abbrev=False)
    add_report_options(parser)
    for names in (("-o", "--output-file"), ("--format",), ("--fail-on",), ("--cache-dir",)):
        parser.add_argument(*names)
    for name in ("--tee", "--exit-zero", "--no-cache"):
        parser.add_argument(name, action="store_true")
    for name in ("--config", "--append-config"):
        parser.add_argument(name, action="append", default=[])
    given, rest = parser.parse_known_args(configured.argv)
    for path in configured.options.filenames:
        if path in rest:
            del rest[len(rest) - 1 - rest[::-1].index(path)]
    rest += [f"--config={os.path.abspath(file)}" for file in given.config]
    return rest + [f"--append-config={os.path.abspath(file)}" for file in given.append_config]
