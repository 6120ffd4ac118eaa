"""How often the tool is right: findings on the corpus, drawn by lot, read and labelled by people.

    python -m benchmarks.precision find                   # analyse the corpus, keep the findings
    python -m benchmarks.precision find lnbits --codes FAA2     # one project and dimension anew
    python -m benchmarks.precision draw --codes FAA401,FAA402 --sample 60 --seed 4
    python -m benchmarks.precision label open-webui 0123456789abcdef true "it sleeps in a handler"
    python -m benchmarks.precision table                  # write the tables of docs/precision.md

A finding is *true* when the team that owns the code could act on it as a comment on their pull
request. Labels lie in ``benchmarks/labels/FAAnnn.toml`` by project and fingerprint, each with its
reason; one without a reason counts as false.
"""

from __future__ import annotations

import argparse
import collections
import dataclasses
import functools
import hashlib
import json
import math
import pathlib
import sys
import tokenize
from collections.abc import Iterable, Iterator, Sequence

from benchmarks.corpus import CORPUS, HERE, Pin, pins
from flake8_fastapi_arch.analysis import Analysis
from flake8_fastapi_arch.catalog import catalog
from flake8_fastapi_arch.checker import Impact, When
from flake8_fastapi_arch.project.settings import Settings

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

FINDINGS = CORPUS / "findings"
LABELS = HERE / "labels"
PAGE = HERE.parent / "docs" / "precision.md"
BEGIN, END = "<!-- written by `benchmarks.precision table` -->", "<!-- end of what it writes -->"

Key = tuple[str, str]  # project, fingerprint


class Unusable(Exception):
    """Something that a command needs is missing or cannot be read; the message says what to do."""


@dataclasses.dataclass(frozen=True)
class Finding:
    """One diagnostic on the corpus. *related* holds path, line and message of each step."""

    project: str
    code: str
    path: str
    line: int
    col: int
    scope: str
    message: str
    fingerprint: str
    related: tuple[tuple[str, int, str], ...] = ()

    @property
    def key(self) -> Key:
        return self.project, self.fingerprint


@dataclasses.dataclass(frozen=True)
class Label:
    """What a reader decided about a finding.

    *at* says where it stood when it was read, *samples* in which it was drawn, by their seeds;
    none for one that was read on another occasion.
    """

    code: str
    project: str
    fingerprint: str
    at: str
    verdict: bool
    reason: str
    samples: Sequence[int] = ()

    @property
    def key(self) -> Key:
        return self.project, self.fingerprint

    @property
    def is_true(self) -> bool:
        return self.verdict and bool(self.reason.strip())


def main() -> int:
    """Run the command that is named; returns 2 when what it needs is not there."""
    arguments = _parser().parse_args()
    try:
        arguments.run(arguments)
    except Unusable as error:
        print(f"precision: {error}", file=sys.stderr)
        return 2
    return 0


def find(arguments: argparse.Namespace) -> None:
    """Analyse the projects that are named, or all, one at a time; keep what was found.

    What checkers other than the chosen ones found earlier stays kept.
    """
    FINDINGS.mkdir(parents=True, exist_ok=True)
    for pin in _chosen(arguments.name):
        found = list(findings_in(pin, arguments.codes))
        if arguments.codes and (FINDINGS / f"{pin.name}.json").exists():
            found += [f for f in _kept_of(pin) if not f.code.startswith(arguments.codes)]
        text = json.dumps([dataclasses.asdict(finding) for finding in found], indent=1)
        (FINDINGS / f"{pin.name}.json").write_text(f"{text}\n", encoding="utf-8")
        print(f"{pin.name:20} {len(found):6} findings", flush=True)


def draw(arguments: argparse.Namespace) -> None:
    """Print a sample with the code around each finding, and which of it is labelled."""
    found = [f for f in _kept_findings() if f.code.startswith(arguments.codes or "FAA")]
    if arguments.unasked:
        speaking = {checker.code for checker in catalog() if checker.when is When.ALWAYS}
        found = [finding for finding in found if finding.code in speaking]
    if arguments.impact:
        weighty = {c.code for c in catalog() if c.impact.value == arguments.impact}
        found = [finding for finding in found if finding.code in weighty]
    if arguments.codes or arguments.impact:
        samples = [sample(found, arguments.sample, arguments.seed)]
    else:
        by_code = collections.defaultdict(list)
        for finding in found:
            by_code[finding.code].append(finding)
        samples = [sample(by_code[c], arguments.sample, arguments.seed) for c in sorted(by_code)]
    labels = {label.key: label for label in read_labels()}
    for finding in (finding for drawn in samples for finding in drawn):
        label = labels.get(finding.key)
        if label is None or not arguments.unlabelled:
            print(_shown(finding, label, arguments.context))


def label(arguments: argparse.Namespace) -> None:
    """Keep a verdict; one that was there before is replaced."""
    key = arguments.project, arguments.fingerprint
    finding = next((f for f in _kept_findings() if f.key == key), None)
    if finding is None:
        raise Unusable(f"no finding {arguments.fingerprint} in {arguments.project}")
    keep(finding, arguments.verdict == "true", arguments.reason, arguments.seed)


def keep(finding: Finding, verdict: bool, reason: str, seed: int | None = None) -> None:
    """Write the verdict among the labels of the finding's checker, instead of an earlier one."""
    labels = {label.key: label for label in read_labels() if label.code == finding.code}
    before = labels.get(finding.key)
    samples = set(before.samples if before else ()) | ({seed} if seed is not None else set())
    labels[finding.key] = Label(
        finding.code,
        *finding.key,
        at=f"{finding.path}:{finding.line} {finding.scope}".rstrip(),
        verdict=verdict,
        reason=reason,
        samples=sorted(samples),
    )
    LABELS.mkdir(exist_ok=True)
    text = "\n".join(map(_entry, labels.values()))
    (LABELS / f"{finding.code}.toml").write_text(text, encoding="utf-8")


def table(arguments: argparse.Namespace) -> None:
    """Write the tables into the page, or print them."""
    text = tables(_kept_findings(), read_labels())
    if arguments.stdout:
        print(text)
        return
    page = PAGE.read_text(encoding="utf-8")
    before, begin, rest = page.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not (begin and end):
        raise Unusable(f"{PAGE.name} lacks the lines {BEGIN} and {END}")
    PAGE.write_text(f"{before}{BEGIN}\n\n{text}\n\n{END}{after}", encoding="utf-8")


def findings_in(pin: Pin, codes: tuple[str, ...] = ()) -> Iterator[Finding]:
    """What every checker, opt-in ones too, says of the project; raises Unusable if it is not there.

    With *codes*, only the checkers whose code begins with one of them are asked.

    ``# noqa`` is not heard: what is silenced was said all the same.
    """
    if not pin.is_fetched:
        raise Unusable(f"{pin.name} is not fetched; run `make corpus`")
    options = {option.name: option.default for each in catalog() for option in each.options}
    asked = [checker for checker in catalog() if checker.code.startswith(codes or "FAA")]
    analysis = Analysis(Settings(root=str(pin.directory), options=options), asked)
    for path in analysis.project(pin.directory).modules:
        file = pin.directory / path
        with tokenize.open(file) as source:
            diagnostics = analysis.check(str(file), source.read())
        for diagnostic in diagnostics:
            match = diagnostic.match
            yield Finding(
                pin.name,
                diagnostic.checker.code,
                path,
                match.line,
                match.col + 1,
                diagnostic.scope,
                diagnostic.message,
                diagnostic.fingerprint,
                tuple((step.path, step.line, step.message) for step in match.related),
            )


def sample(findings: Iterable[Finding], size: int, seed: int) -> list[Finding]:
    """*size* of the findings by lot, one for each fingerprint, in the order they were drawn.

    Each finding's lot is its own, so that a repair that silences some leaves the rest of the sample
    as it was, and draws only as many anew.
    """

    def lot(finding: Finding) -> str:
        return hashlib.sha256("\0".join((str(seed), *finding.key)).encode()).hexdigest()

    once = {finding.key: finding for finding in findings}
    return sorted(once.values(), key=lot)[:size]


def read_labels() -> list[Label]:
    """Every label, by code; raises Unusable where a file does not hold labels."""
    labels = []
    for path in sorted(LABELS.glob("FAA*.toml")):
        try:
            entries = tomllib.loads(path.read_text(encoding="utf-8"))["label"]
            labels += [Label(path.stem, **entry) for entry in entries]
        except (tomllib.TOMLDecodeError, KeyError, TypeError) as error:
            raise Unusable(f"{path.name}: {error}") from error
    return labels


def tables(findings: Sequence[Finding], labels: Sequence[Label]) -> str:
    """The checkers with their precision, the samples, and the checkers that never fired."""
    rows = [_checker_row(code, findings, labels) for code in sorted({f.code for f in findings})]
    fired = {finding.code for finding in findings}
    silent = [f"`{c.code}` {c.name}" for c in catalog() if c.code not in fired]
    parts = [
        _markdown(
            (
                *("Checker", "Findings", "Projects", "Labelled", "True", "False"),
                *("Precision", "95 % interval", "Gone: true", "Gone: false"),
            ),
            rows,
        ),
        "Each sample as it was read, before what it showed was repaired:",
        _markdown(("Seed", "Checker", "Read", "True", "False", "Precision"), _sample_rows(labels)),
        "Never on the corpus: " + ("; ".join(silent) if silent else "none of them") + ".",
    ]
    return "\n\n".join(parts)


def wilson(hits: int, of: int) -> tuple[float, float]:
    """The 95 % interval (Wilson's score) of a share of *hits* in *of* that were drawn by lot."""
    z = 1.959964
    share, root = hits / of, z * math.sqrt(hits * (of - hits) / of + z * z / 4)
    middle = (share * of + z * z / 2) / (of + z * z)
    return middle - root / (of + z * z), middle + root / (of + z * z)


def _checker_row(
    code: str, findings: Sequence[Finding], labels: Sequence[Label]
) -> tuple[object, ...]:
    of_code = [finding for finding in findings if finding.code == code]
    there = {finding.key for finding in of_code}
    mine = [label for label in labels if label.code == code]
    present = [label for label in mine if label.key in there]
    gone = [label for label in mine if label.key not in there]
    hits = sum(label.is_true for label in present)
    low, high = wilson(hits, len(present)) if present else (0.0, 1.0)
    return (
        f"`{code}` {_names()[code]}",
        len(of_code),
        len({finding.project for finding in of_code}),
        len(present),
        hits,
        len(present) - hits,
        f"{hits / len(present):.0%}" if present else "",
        f"{low:.0%} to {high:.0%}" if present else "",
        sum(label.is_true for label in gone),
        sum(not label.is_true for label in gone),
    )


def _sample_rows(labels: Sequence[Label]) -> Iterator[tuple[object, ...]]:
    drawn = collections.defaultdict(list)
    for label in labels:
        for seed in label.samples:
            drawn[seed, label.code].append(label.is_true)
    for (seed, code), verdicts in sorted(drawn.items()):
        hits = sum(verdicts)
        share = f"{hits / len(verdicts):.0%}"
        yield seed, f"`{code}`", len(verdicts), hits, len(verdicts) - hits, share


def _entry(label: Label) -> str:
    return "\n".join(
        [
            "[[label]]",
            f"project = {json.dumps(label.project)}",
            f"fingerprint = {json.dumps(label.fingerprint)}",
            f"at = {json.dumps(label.at, ensure_ascii=False)}",
            f"verdict = {json.dumps(label.verdict)}",
            f"reason = {json.dumps(label.reason, ensure_ascii=False)}",
            f"samples = {json.dumps(list(label.samples))}",
            "",
        ]
    )


@functools.cache
def _names() -> dict[str, str]:
    return collections.defaultdict(str, {checker.code: checker.name for checker in catalog()})


def _markdown(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    aligned = ["---", *["---:"] * (len(head) - 1)]
    lines = [head, aligned, *rows]
    return "\n".join("| " + " | ".join(map(str, line)) + " |" for line in lines)


def _kept_findings() -> list[Finding]:
    """The findings that ``find`` kept; raises Unusable where it did not run."""
    return [finding for pin in pins() for finding in _kept_of(pin)]


def _kept_of(pin: Pin) -> list[Finding]:
    try:
        rows = json.loads((FINDINGS / f"{pin.name}.json").read_text(encoding="utf-8"))
    except OSError:
        raise Unusable(
            f"{pin.name} is not analysed; run `python -m benchmarks.precision find {pin.name}`"
        ) from None
    return [Finding(**row) for row in rows]


def _shown(finding: Finding, label: Label | None, around: int) -> str:
    """The finding with the code around it and around each place it leads to."""
    verdict = "" if label is None else f"  [{str(label.is_true).lower()}: {label.reason}]"
    heading = f"{finding.project} {finding.fingerprint} {finding.code} {finding.message}{verdict}"
    root = CORPUS / finding.project
    parts = [
        "=" * 100,
        heading,
        f"{finding.path}:{finding.line}:{finding.col} in {finding.scope or '(module)'}",
        _excerpt(root / finding.path, finding.line, around),
    ]
    for path, line, message in finding.related:
        parts += [f"  -> {path}:{line} {message}", _excerpt(root / path, line, 2)]
    return "\n".join(parts)


def _excerpt(path: pathlib.Path, line: int, around: int) -> str:
    lines = path.read_text(encoding="utf-8", errors="replace").splitlines()
    first = max(1, line - around)
    return "\n".join(
        f"{'>' if number == line else ' '}{number:5} {text}"
        for number, text in enumerate(lines[first - 1 : line + around], first)
    )


def _chosen(names: Sequence[str]) -> list[Pin]:
    known = {pin.name: pin for pin in pins()}
    if unknown := [name for name in names if name not in known]:
        raise Unusable(f"not in the corpus: {', '.join(unknown)}; known: {', '.join(known)}")
    return [known[name] for name in names or known]


def _codes(text: str) -> tuple[str, ...]:
    return tuple(code.strip() for code in text.split(","))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    finding = commands.add_parser("find", help="analyse the corpus and keep the findings")
    finding.add_argument("name", nargs="*", help="a project of the corpus (default: all)")
    finding.add_argument("--codes", type=_codes, default=(), help="only checkers that begin so")
    finding.set_defaults(run=find)

    drawing = commands.add_parser("draw", help="show findings drawn by lot")
    drawing.add_argument(
        "--codes", type=_codes, default=(), help="one sample over these codes, or what begins so"
    )
    drawing.add_argument(
        "--impact",
        choices=[impact.value for impact in Impact],
        help="one sample over all checkers of this impact",
    )
    drawing.add_argument("--unasked", action="store_true", help="only what flake8 says by default")
    drawing.add_argument("--sample", type=int, default=20, help="how many; of each checker (20)")
    drawing.add_argument("--seed", type=int, default=1, help="of the lots (1)")
    drawing.add_argument("--context", type=int, default=12, help="lines of code around each (12)")
    drawing.add_argument("--unlabelled", action="store_true", help="only what nobody has read")
    drawing.set_defaults(run=draw)

    labelling = commands.add_parser("label", help="keep a verdict")
    labelling.add_argument("project")
    labelling.add_argument("fingerprint")
    labelling.add_argument("verdict", choices=("true", "false"))
    labelling.add_argument("reason")
    labelling.add_argument("--seed", type=int, help="of the sample it was drawn in")
    labelling.set_defaults(run=label)

    writing = commands.add_parser("table", help="write the tables of docs/precision.md")
    writing.add_argument("--stdout", action="store_true", help="print them instead")
    writing.set_defaults(run=table)
    return parser


if __name__ == "__main__":
    raise SystemExit(main())
