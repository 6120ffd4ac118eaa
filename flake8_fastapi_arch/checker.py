"""The vocabulary every checker is written in: a checker, what it saw, where, and how it says so."""

from __future__ import annotations

import dataclasses
import enum
import hashlib
import sys
from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, Generic, Protocol, TypeVar

if TYPE_CHECKING:
    from flake8_fastapi_arch.context import Context

_CWE = "https://cwe.mitre.org/data/definitions/"

S = TypeVar("S")
S_contra = TypeVar("S_contra", contravariant=True)


class Impact(enum.Enum):
    """How much a finding hurts when it is left."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


class Priority(enum.Enum):
    """How soon a finding belongs repaired."""

    P0 = "P0"
    P1 = "P1"
    P2 = "P2"


class When(enum.Enum):
    """Where a checker speaks without being asked."""

    ALWAYS = "always"  # in flake8 and in the review
    REVIEW = "review"  # in the review; opt-in in flake8
    ASKED = "asked"  # only where the configuration names it


class Dimension(enum.Enum):
    """A chapter of the review; the value is the package, the digit opens its codes."""

    API_DESIGN = ("api_design", 1, "API Design")
    DATA_ARCHITECTURE = ("data_architecture", 2, "Data Architecture")
    SECURITY = ("security", 3, "Security")
    ASYNC_PERFORMANCE = ("async_performance", 4, "Async Performance")
    CODE_ORGANIZATION = ("code_organization", 5, "Code Organization")
    TESTING = ("testing", 6, "Testing & Quality")
    TOOL = ("tool", 0, "The tool itself")

    def __init__(self, package: str, digit: int, title: str) -> None:
        self.package = package
        self.digit = digit
        self.title = title

    @classmethod
    def of_package(cls, package: str) -> Dimension:
        """The dimension whose checkers live in *package*; raises KeyError for none."""
        return _DIMENSIONS[package]


_DIMENSIONS = {dimension.package: dimension for dimension in Dimension}


class Placed(Protocol):
    """Anything with a position: a fact of ``facts.model``."""

    @property
    def line(self) -> int: ...
    @property
    def col(self) -> int: ...


class Way(enum.Enum):
    """How a related place lies to the finding."""

    BESIDE = "beside"  # evidence: the router that lacks the guard
    BEFORE = "before"  # a step on the way to it: where the value comes in
    AFTER = "after"  # a step that it leads to: the call that the called function makes


@dataclasses.dataclass(frozen=True)
class Related:
    """Evidence that lies elsewhere: a step of a call chain, the router that lacks the guard."""

    path: str  # relative to the project, with "/"
    line: int
    message: str
    way: Way = Way.BESIDE


@dataclasses.dataclass(frozen=True)
class Match:
    """One place in the file under check where a checker speaks, with the words to explain it.

    ``line`` counts from 1, ``col`` from 0. ``anchor`` is what identifies the finding apart from
    its line, where the details alone do not (or say too much, as a chain does).
    """

    line: int
    col: int
    details: Mapping[str, object]
    related: tuple[Related, ...] = ()
    anchor: str | None = None


def at(
    place: Placed,
    *,
    related: tuple[Related, ...] = (),
    anchor: str | None = None,
    **details: object,
) -> Match:
    """A match at *place*, with *details* for the checker's message and advice."""
    return Match(place.line, place.col, details, related, anchor)


@dataclasses.dataclass(frozen=True)
class Option:
    """A setting that a checker reads as ``context.options[name]``.

    flake8 offers it as ``--name`` and as ``name =`` in its configuration; the type is that of
    *default* (``int``, or ``tuple`` for a comma-separated list). *limited* is the detail of a match
    that a number limits: with a limit of 0, the matches tell how much there is of it.
    """

    name: str
    default: int | tuple[str, ...]
    help: str
    limited: str | None = None


class Check(Protocol[S_contra]):
    """Looks at one subject and yields what is wrong with it."""

    __name__: str
    __module__: str

    def __call__(self, subject: S_contra, context: Context, /) -> Iterator[Match]: ...


@dataclasses.dataclass(frozen=True, eq=False)
class Checker(Generic[S]):
    """One anti-pattern: its identity, its words, its story and its check.

    ``message`` and ``advice`` are ``str.format`` templates over a match's details: ``message`` says
    what is wrong and, in one clause, what to do; ``advice`` is the report's recommendation.
    ``story`` is the docstring of the checker's module. ``cwe`` are numbers of the Common Weakness
    Enumeration, ``references`` addresses where the anti-pattern is explained by others.
    """

    code: str
    name: str
    dimension: Dimension
    pattern: str
    impact: Impact
    priority: Priority
    when: When
    subject: type[S]
    message: str
    advice: str
    story: str
    options: tuple[Option, ...]
    check: Check[S]
    cwe: tuple[int, ...] = ()
    references: tuple[str, ...] = ()

    @property
    def title(self) -> str:
        """The first line of the story: the anti-pattern in one sentence, code in `backticks`."""
        return self.story.strip().partition("\n")[0].replace("``", "`")

    @property
    def weaknesses(self) -> tuple[tuple[str, str], ...]:
        """The name and the address of each weakness in ``cwe``: ``CWE-352`` and its page."""
        return tuple((f"CWE-{number}", f"{_CWE}{number}.html") for number in self.cwe)


def checker(
    *,
    code: str,
    subject: type[S],
    impact: Impact,
    priority: Priority,
    message: str,
    advice: str,
    when: When = When.ALWAYS,
    pattern: str = "",
    options: tuple[Option, ...] = (),
    cwe: tuple[int, ...] = (),
    references: tuple[str, ...] = (),
) -> Callable[[Check[S]], Checker[S]]:
    """Turn a check into a checker, as ``@app.get`` turns a function into a route.

    The function's name is the checker's name, its module's docstring the story, its package the
    dimension.
    """

    def define(check: Check[S]) -> Checker[S]:
        return Checker(
            code=code,
            name=check.__name__.replace("_", "-"),
            dimension=Dimension.of_package(check.__module__.split(".")[-2]),
            pattern=pattern,
            impact=impact,
            priority=priority,
            when=when,
            subject=subject,
            message=message,
            advice=advice,
            story=sys.modules[check.__module__].__doc__ or "",
            options=options,
            check=check,
            cwe=cwe,
            references=references,
        )

    return define


@dataclasses.dataclass(frozen=True)
class Diagnostic:
    """A match, signed by its checker. *path* is relative to the project; *scope* encloses it."""

    checker: Checker[Any]
    path: str
    scope: str
    match: Match

    @property
    def message(self) -> str:
        """What flake8 prints behind the code."""
        return self.checker.message.format_map(self.match.details)

    @property
    def advice(self) -> str:
        """What the report recommends."""
        return self.checker.advice.format_map(self.match.details)

    @property
    def fingerprint(self) -> str:
        """Identifies the finding while lines move: code, path, enclosing name, arguments.

        Numbers are left out: a handler of 39 statements that gets one more is the same finding.
        """
        words = self.match.anchor
        if words is None:
            details = sorted(self.match.details.items())
            words = "\0".join(f"{k}={v}" for k, v in details if not isinstance(v, (int, float)))
        identity = "\0".join((self.checker.code, self.path, self.scope, words))
        return hashlib.sha256(identity.encode("utf-8", "surrogatepass")).hexdigest()[:16]
